/// The members of a JSON object in the order they came in.
///
/// Look-up walks the members: API objects have few of them, and a walk over small strings beats a hash table.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Hashable {
        package let key: String
        package var value: JSONValue

        package static func == (left: Member, right: Member) -> Bool {
            left.key.isSame(as: right.key) && left.value == right.value
        }

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// Takes the members as they are; the caller answers for unique keys.
    package init(_ members: [Member]) { self.members = members }

    package init(_ dictionary: [String: String]) {
        members = dictionary.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: .string($0.value)) }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: some Sequence<String> & Collection { members.lazy.map(\.key) }
    package var values: some Sequence<JSONValue> & Collection { members.lazy.map(\.value) }

    package func index(of key: String) -> Int? { members.firstIndex { $0.key.isSame(as: key) } }

    package subscript(key: String) -> JSONValue? {
        get {
            for member in members where member.key.isSame(as: key) { return member.value }
            return nil
        }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Changes one member in place, without copying it. Absent members are offered as `nil`.
    package mutating func update<R>(_ key: String, _ change: (inout JSONValue?) throws -> R) rethrows -> R {
        guard let index = index(of: key) else {
            var value: JSONValue?
            defer { if let value { members.append(Member(key: key, value: value)) } }
            return try change(&value)
        }
        var value: JSONValue? = members[index].value
        members[index].value = .null
        defer {
            if let value { members[index].value = value } else { members.remove(at: index) }
        }
        return try change(&value)
    }

    /// Adds a member without looking for one of the same name.
    package mutating func append(_ key: String, _ value: JSONValue) { members.append(Member(key: key, value: value)) }

    package mutating func removeAll(where predicate: (Member) -> Bool) { members.removeAll(where: predicate) }
    package mutating func sortByKey() { members.sort { $0.key < $1.key } }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for (mine, theirs) in zip(left.members, right.members) where !mine.key.isSame(as: theirs.key) {
            return left.sameMembersInAnotherOrder(as: right)
        }
        return zip(left.members, right.members).allSatisfy { $0.value == $1.value }
    }

    private func sameMembersInAnotherOrder(as other: JSONObject) -> Bool {
        let mine = members.sorted { $0.key < $1.key }
        let theirs = other.members.sorted { $0.key < $1.key }
        return zip(mine, theirs).allSatisfy { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var mixed = 0
        for member in members { mixed ^= member.hashValue }
        hasher.combine(mixed)
    }
}

extension JSONObject: Sequence, ExpressibleByDictionaryLiteral {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member(key: $0.0, value: $0.1) }
    }
}

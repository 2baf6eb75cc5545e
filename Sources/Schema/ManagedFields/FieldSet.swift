package import JSON

/// A set of places in a tree, in the notation of `FieldsV1`.
///
/// An object whose members are the steps to take: `f:name` into a field or map key, `k:{"name":"c"}` into the element of a
/// list that these keys identify, `v:"x"` to an element of a set, `i:0` to an index. A node that is empty, or holds `.`, is
/// itself in the set. Members are sorted, `.` comes first and never stands alone, and keys and values are compact JSON, so
/// that equal sets have equal trees.
///
/// Source: KEP-555 (server-side apply).
package struct FieldSet: Sendable, Hashable {
    package let json: JSONObject

    /// The empty set.
    package init() { json = JSONObject() }

    /// Takes a tree that is in canonical form: one that a `FieldSet` gave before.
    package init(canonical json: JSONObject) { self.json = json }

    /// The set of the fields at these paths of names.
    package init(fields paths: [String]...) {
        self = paths.reduce(FieldSet()) { set, path in
            let leaf = path.reversed().reduce(JSONObject()) { inner, name in
                JSONObject([JSONObject.Member(key: "f:" + name, value: .object(inner))])
            }
            return set.union(FieldSet(canonical: leaf))
        }
    }

    package var isEmpty: Bool { json.isEmpty }

    package func union(_ other: FieldSet) -> FieldSet {
        FieldSet(canonical: isEmpty ? other.json : other.isEmpty ? json : Self.union(json, other.json))
    }

    /// What is in this set and not in the other. A node stays for the sake of what is left below it.
    package func difference(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return FieldSet(canonical: Self.difference(json, other.json, isRoot: true) ?? JSONObject())
    }

    /// What is in this set, but for the members of the other and everything below them.
    package func removingBelow(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return FieldSet(canonical: Self.removingBelow(json, other.json, isRoot: true) ?? JSONObject())
    }

    package func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        return FieldSet(canonical: Self.intersection(json, other.json, isRoot: true) ?? JSONObject())
    }

    // MARK: Nodes

    /// A node that is in the set and has nothing below it.
    static let leaf = JSONObject()
    static let selfMember = JSONObject.Member(key: ".", value: .emptyObject)

    static func isMember(_ node: JSONObject) -> Bool { node.isEmpty || node.members[0].key == "." }

    /// The steps below a node.
    static func steps(_ node: JSONObject) -> ArraySlice<JSONObject.Member> {
        isMember(node) ? node.members.dropFirst() : node.members[...]
    }

    /// A node of these (sorted) steps; `nil` when there is nothing in it.
    static func node(isMember: Bool, _ steps: [JSONObject.Member]) -> JSONObject? {
        if steps.isEmpty { return isMember ? leaf : nil }
        return JSONObject(isMember ? [selfMember] + steps : steps)
    }

    private static func union(_ left: JSONObject, _ right: JSONObject) -> JSONObject {
        var steps: [JSONObject.Member] = []
        zip(left, right) { key, mine, theirs in
            switch (mine, theirs) {
            case (let mine?, let theirs?): steps.append(.init(key: key, value: .object(union(mine, theirs))))
            case (let node?, nil), (nil, let node?): steps.append(.init(key: key, value: .object(node)))
            case (nil, nil): break
            }
        }
        return node(isMember: isMember(left) || isMember(right), steps) ?? leaf
    }

    private static func difference(_ left: JSONObject, _ right: JSONObject, isRoot: Bool = false) -> JSONObject? {
        var rest: [JSONObject.Member] = []
        zip(left, right) { key, mine, theirs in
            guard let mine else { return }
            guard let theirs else { return rest.append(.init(key: key, value: .object(mine))) }
            if let kept = difference(mine, theirs) { rest.append(.init(key: key, value: .object(kept))) }
        }
        return node(isMember: !isRoot && isMember(left) && !isMember(right), rest)
    }

    private static func removingBelow(_ left: JSONObject, _ right: JSONObject, isRoot: Bool = false) -> JSONObject? {
        if !isRoot, isMember(right) { return nil }
        var rest: [JSONObject.Member] = []
        zip(left, right) { key, mine, theirs in
            guard let mine else { return }
            guard let theirs else { return rest.append(.init(key: key, value: .object(mine))) }
            if let kept = removingBelow(mine, theirs) { rest.append(.init(key: key, value: .object(kept))) }
        }
        return node(isMember: !isRoot && isMember(left), rest)
    }

    private static func intersection(_ left: JSONObject, _ right: JSONObject, isRoot: Bool = false) -> JSONObject? {
        var common: [JSONObject.Member] = []
        zip(left, right) { key, mine, theirs in
            guard let mine, let theirs, let node = intersection(mine, theirs) else { return }
            common.append(.init(key: key, value: .object(node)))
        }
        return node(isMember: !isRoot && isMember(left) && isMember(right), common)
    }

    /// Walks the steps of two nodes side by side, in order.
    private static func zip(
        _ left: JSONObject, _ right: JSONObject, _ body: (_ key: String, _ left: JSONObject?, _ right: JSONObject?) -> Void
    ) {
        let (mine, theirs) = (steps(left), steps(right))
        var (i, j) = (mine.startIndex, theirs.startIndex)
        while i < mine.endIndex || j < theirs.endIndex {
            if j == theirs.endIndex || (i < mine.endIndex && mine[i].key < theirs[j].key) {
                body(mine[i].key, mine[i].value.objectValue ?? leaf, nil)
                i += 1
            } else if i == mine.endIndex || theirs[j].key < mine[i].key {
                body(theirs[j].key, nil, theirs[j].value.objectValue ?? leaf)
                j += 1
            } else {
                body(mine[i].key, mine[i].value.objectValue ?? leaf, theirs[j].value.objectValue ?? leaf)
                i += 1
                j += 1
            }
        }
    }
}

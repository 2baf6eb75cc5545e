package import JSON
package import KubeAPI

/// How the objects of one kind look as bytes, in the store and to clients.
///
/// A stored value begins with `{"kind":K,"apiVersion":V,"metadata":{` and carries no resource version: that is the store's
/// own modification revision. What clients get is the stored value with `"resourceVersion":"R",` put in right there, so
/// reading an object never means decoding it.
///
/// Where another version is stored than this one, `encode` gives bytes of the stored version, and `splice` converts back.
package struct StoredForm: Sendable {
    /// `{"kind":K,"apiVersion":V,`: list items leave this out, but for the brace.
    let typePrefix: [UInt8]
    /// `typePrefix` and `"metadata":{`.
    let prefix: [UInt8]
    private let kind: String
    private let apiVersion: String
    /// The stored version and the way there and back, where it is another one.
    private let stored: Stored?

    private struct Stored: Sendable {
        let conversion: StorageConversion
        let prefix: [UInt8]
    }

    private static let versionKey = Array("\"resourceVersion\":\"".utf8)
    private static let versionEnd = Array("\",".utf8)

    package init(_ type: ResourceType, conversion: StorageConversion? = nil) {
        kind = type.kind
        apiVersion = type.apiVersion
        typePrefix = Self.typePrefix(type)
        prefix = typePrefix + Self.metadataStart
        stored = conversion.map { Stored(conversion: $0, prefix: Self.typePrefix($0.storage) + Self.metadataStart) }
    }

    private static let metadataStart = Array("\"metadata\":{".utf8)

    private static func typePrefix(_ type: ResourceType) -> [UInt8] {
        var bytes = Array("{\"kind\":".utf8)
        JSONWriter.append(string: type.kind, to: &bytes)
        bytes.append(contentsOf: ",\"apiVersion\":".utf8)
        JSONWriter.append(string: type.apiVersion, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        return bytes
    }

    /// The bytes to store. `metadata` must hold at least a name.
    package func encode(_ object: JSONValue) -> [UInt8] {
        guard let stored else { return encode(object, after: prefix) }
        return encode(stored.conversion.toStorage(object), after: stored.prefix)
    }

    private func encode(_ object: JSONValue, after prefix: [UInt8]) -> [UInt8] {
        var output = prefix
        output.reserveCapacity(2048)
        var isFirst = true
        for member in object["metadata"]?.objectValue ?? JSONObject() where !Self.isDerived(member) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            append(member, to: &output)
        }
        output.append(UInt8(ascii: "}"))
        for member in object.objectValue ?? JSONObject() {
            if member.key == "kind" || member.key == "apiVersion" || member.key == "metadata" { continue }
            output.append(UInt8(ascii: ","))
            append(member, to: &output)
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    var isConverted: Bool { stored != nil }

    /// A stored tree as this version shows it.
    func presented(_ tree: JSONValue) -> JSONValue { stored?.conversion.fromStorage(tree) ?? tree }

    private static func isDerived(_ member: JSONObject.Member) -> Bool {
        member.key == "resourceVersion" || member.key == "selfLink" || member.value.isNull
    }

    private func append(_ member: JSONObject.Member, to output: inout [UInt8]) {
        JSONWriter.append(string: member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        JSONWriter.append(member.value, to: &output)
    }

    /// Stored bytes as clients see them at a revision. `nil` when the value was not written by `encode`.
    package func splice(_ stored: [UInt8], revision: Int64) -> [UInt8]? {
        if isConverted { return (try? JSONReader.read(stored)).map { presented($0, revision: revision) } }
        guard stored.count > prefix.count, stored.starts(with: prefix), stored[prefix.count] != UInt8(ascii: "}") else {
            return nil
        }
        return insert(revision, between: stored[..<prefix.count], and: stored[prefix.count...])
    }

    /// A stored tree as clients see it at a revision. Costs an encoding, unlike `splice`.
    func presented(_ tree: JSONValue, revision: Int64) -> [UInt8] {
        let bytes = encode(presented(tree), after: prefix)
        return insert(revision, between: bytes[..<prefix.count], and: bytes[prefix.count...])
    }

    /// The same object under another resource version (a deletion shows the last state at the deletion's revision).
    func respliced(_ bytes: [UInt8], revision: Int64) -> [UInt8] {
        var end = prefix.count + Self.versionKey.count
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
        end = min(end + Self.versionEnd.count, bytes.count)
        return insert(revision, between: bytes[..<min(prefix.count, bytes.count)], and: bytes[end...])
    }

    private func insert(_ revision: Int64, between head: ArraySlice<UInt8>, and tail: ArraySlice<UInt8>) -> [UInt8] {
        let digits = String(revision).utf8
        var output: [UInt8] = []
        output.reserveCapacity(head.count + tail.count + digits.count + Self.versionKey.count + Self.versionEnd.count)
        output.append(contentsOf: head)
        output.append(contentsOf: Self.versionKey)
        output.append(contentsOf: digits)
        output.append(contentsOf: Self.versionEnd)
        output.append(contentsOf: tail)
        return output
    }

    /// Appends an object as an item of a list: without its kind and version, as Kubernetes does.
    func appendItem(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        output.append(contentsOf: bytes[typePrefix.count...])
    }
}

import JSON
import Schema

/// What the server gives a new object: name, uid, time of creation.
enum ObjectIdentity {
    private static let suffixLetters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    private static let suffixLength = 5
    private static let maximumGeneratedLength = 63

    /// `prefix` and five letters that spell no words.
    static func generateName(from prefix: String) -> String {
        let letters = (0..<suffixLength).map { _ in suffixLetters[Int.random(in: 0..<suffixLetters.count)] }
        return prefix.prefix(maximumGeneratedLength - suffixLength) + String(decoding: letters, as: UTF8.self)
    }

    /// A random UUID (RFC 9562, version 4).
    static func newUID() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Sets what the server owns in the metadata of a new object, and puts the fields that are read most in front.
    static func fill(
        _ object: inout JSONValue, name: String, namespace: String?, now: Timestamp, managedFields: JSONValue? = nil
    ) {
        let given = object["metadata"]?.objectValue ?? JSONObject()
        var metadata = JSONObject()
        metadata.append("name", .string(name))
        if let prefix = given["generateName"], prefix.stringValue?.isEmpty == false { metadata.append("generateName", prefix) }
        if let namespace { metadata.append("namespace", .string(namespace)) }
        metadata.append("uid", .string(newUID()))
        metadata.append("creationTimestamp", .string(now.rfc3339))
        let owned: Set = [
            "name", "generateName", "namespace", "uid", "creationTimestamp", "resourceVersion", "selfLink", "managedFields",
            "deletionTimestamp", "deletionGracePeriodSeconds",
        ]
        for member in given where !owned.contains(member.key) { metadata.append(member.key, member.value) }
        if let managedFields { metadata.append("managedFields", managedFields) }
        object["metadata"] = .object(metadata)
    }
}

package import JSON

/// A hash of a tree that is the same in every process and does not depend on the order of members (64-bit FNV-1a).
package struct StableHash: Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package static func of(_ tree: JSONValue) -> UInt64 {
        var hash = StableHash()
        hash.combine(JSONWriter.bytes(tree.sortedByKey))
        return hash.value
    }

    package mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            value ^= UInt64(byte)
            value &*= 0x0000_0100_0000_01B3
        }
    }
}

extension JSONValue {
    fileprivate var sortedByKey: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.sortedByKey))
        case .object(let object):
            var sorted = JSONObject(object.members.map { .init(key: $0.key, value: $0.value.sortedByKey) })
            sorted.sortByKey()
            return .object(sorted)
        default: return self
        }
    }
}

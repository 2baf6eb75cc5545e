import FoundationEssentials
import Store

/// Where the store's keys and revisions lie among etcd's: each key after the prefix, each revision raised by the offset.
///
/// The offset is zero but for a store whose content came from another one that was at a higher revision: revisions that
/// clients hold must never be given to other content.
struct KeySpace: Sendable {
    private let prefix: [UInt8]
    let offset: Revision

    init(prefix: String, offset: Revision = 0) {
        self.prefix = Array(prefix.utf8)
        self.offset = offset
    }

    /// The store's revision for one of etcd's.
    func storeRevision(_ revision: Int64) -> Revision { revision + offset }

    /// etcd's revision to read at for one of the store's. Zero would stand for now; nothing existed at the first.
    func etcdRevision(_ revision: Revision) -> Int64 { max(1, revision - offset) }

    /// etcd has no empty key; what would begin there begins at the first possible one.
    func etcdKey(_ key: String) -> Data {
        let bytes = prefix + Array(key.utf8)
        return Data(bytes.isEmpty ? [0] : bytes)
    }

    /// The end of a range that ends before `upper`, or with the last key of the store.
    func rangeEnd(_ upper: String?) -> Data {
        if let upper { return Data(prefix + Array(upper.utf8)) }
        // A single zero byte stands for no end.
        return Data(Self.successor(of: prefix) ?? [0])
    }

    /// The store's key; `nil` when another program's key is not UTF-8.
    func storeKey(_ etcdKey: Data) -> String? {
        guard etcdKey.starts(with: prefix) else { return nil }
        return String(validating: etcdKey.dropFirst(prefix.count), as: UTF8.self)
    }

    private static func successor(of bytes: [UInt8]) -> [UInt8]? {
        var bytes = bytes
        while let last = bytes.popLast() {
            if last < 0xFF { return bytes + [last + 1] }
        }
        return nil
    }
}

extension StoredValue {
    init?(_ entry: Etcd_KeyValue, in space: KeySpace) {
        guard let key = space.storeKey(entry.key) else { return nil }
        self.init(
            key: key, value: Array(entry.value), createRevision: space.storeRevision(entry.createRevision),
            modRevision: space.storeRevision(entry.modRevision))
    }
}

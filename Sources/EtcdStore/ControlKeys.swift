import FoundationEssentials
import Store
import SwiftProtobuf

/// Keys of the store that hold what must be known of it before anything else. They are no objects, and are not copied into
/// another store.
struct ControlKeys: Sendable {
    static let prefix = "/swiftlet/"
    /// Written when a revision of the store's own is needed, with an empty value.
    static let revision = prefix + "revision"
    /// How far the store's revisions are above etcd's, in decimal.
    static let offset = prefix + "offset"
    /// There while content is put in from elsewhere.
    static let importing = prefix + "importing"

    var offset: Revision = 0
    var isImporting = false

    static func read(_ members: EtcdMembers, _ space: KeySpace) async throws -> ControlKeys {
        let range = KeyRange(prefix: prefix)
        let request = Etcd_RangeRequest.with {
            $0.key = space.etcdKey(range.lower)
            $0.rangeEnd = space.rangeEnd(range.upper)
        }
        let response: Etcd_RangeResponse = try await members.ask(.range, request)
        var keys = ControlKeys()
        for entry in response.kvs {
            switch space.storeKey(entry.key) {
            case offset:
                guard let offset = Revision(String(decoding: entry.value, as: UTF8.self)), offset >= 0 else {
                    throw StoreError.corrupt("etcd's key \(offset) does not hold a number")
                }
                keys.offset = offset
            case importing: keys.isImporting = true
            default: break
            }
        }
        return keys
    }

    func checkUsable() throws(StoreError) {
        if isImporting {
            throw .unavailable("content was being put into etcd and that was not finished; run the same command again")
        }
    }
}

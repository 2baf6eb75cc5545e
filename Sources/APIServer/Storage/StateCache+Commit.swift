import JSON
import KubeAPI
import Schema
import Store

/// An object as a write left it.
package struct WrittenObject: Sendable {
    package let revision: Int64
    /// As clients see it.
    package let bytes: [UInt8]
}

extension StateCache {
    enum CommitOutcome: Sendable {
        case committed(WrittenObject)
        /// Somebody else wrote the key first. The cache has their state by now.
        case conflict
    }

    private static let eventPrefix = "/registry/\(EventShape.type.qualifiedName)/"

    /// Stores an object if the precondition holds, and returns once the cache shows it.
    func put(
        _ object: JSONValue, at path: String, of kind: KindCache, if precondition: Precondition
    ) async throws(StatusError) -> CommitOutcome {
        let value = try Self.encoded(object, kind.form)
        let mutation = Mutation(
            key: kind.keyPrefix + path, value: value, precondition: precondition,
            timeToLive: kind.keyPrefix == Self.eventPrefix ? eventLifetime : nil)
        guard let revision = try await commit(mutation) else { return .conflict }
        let bytes = kind.form.splice(value, revision: revision) ?? value
        return .committed(WrittenObject(revision: revision, bytes: bytes))
    }

    /// As Kubernetes, whose store takes requests of 1.5 MiB.
    private static let maximumBytes = 3 << 19

    /// The bytes to store. Where an object is too large for the sake of its managed fields, it goes without them.
    private static func encoded(_ object: JSONValue, _ form: StoredForm) throws(StatusError) -> [UInt8] {
        let value = form.encode(object)
        if fits(value), isReadable(value) { return value }
        var bare = object
        bare.edit("metadata") { $0["managedFields"] = nil }
        let smaller = form.encode(bare)
        guard isReadable(smaller) else { throw .badRequest("the object is nested too deeply") }
        // In etcd's words and without a reason, as Kubernetes passes it on.
        guard fits(smaller) else { throw StatusError(code: 500, reason: "", message: "etcdserver: request is too large") }
        return smaller
    }

    /// Kubernetes stores texts as they are, so what JSON escapes are made of does not count.
    private static func fits(_ value: [UInt8]) -> Bool {
        value.count <= maximumBytes || value.count - value.count(where: { $0 == UInt8(ascii: "\\") }) <= maximumBytes
    }

    /// What is stored can be read back, also where a list or an event puts it some levels further down.
    private static func isReadable(_ value: [UInt8]) -> Bool { JSONText.depth(of: value) <= JSONReader.maximumDepth - 8 }

    /// Removes an object that is still at a revision, and returns once the cache has let go of it.
    func remove(_ path: String, of kind: KindCache, at revision: Int64) async throws(StatusError) -> Int64? {
        try await commit(Mutation(key: kind.keyPrefix + path, value: nil, precondition: .modRevision(revision)))
    }

    /// The revision of the commit; `nil` for a conflict.
    private func commit(_ mutation: Mutation) async throws(StatusError) -> Int64? {
        do {
            let revision = try await store.commit(mutation)
            await waitUntilApplied(revision)
            return revision
        } catch StoreError.conflict(let current) {
            let newest: Int64
            if let current {
                newest = current.modRevision
            } else {
                do { newest = try await store.currentRevision } catch { throw StatusError(storeError: error) }
            }
            await waitUntilApplied(newest)
            return nil
        } catch {
            throw StatusError(storeError: error)
        }
    }
}

import JSON
import KubeAPI
import Store

/// Read, change, write if nobody else wrote in between; again if somebody did.
struct GuaranteedUpdate: Sendable {
    let cache: StateCache
    let kind: KindCache
    let path: String
    let subject: StatusError.Subject

    enum Change: Sendable {
        case write(JSONValue)
        /// Take the object out of the store. `last` is what the client is shown.
        case remove(last: JSONValue)
    }

    enum Outcome: Sendable {
        case written(WrittenObject)
        case unchanged(WrittenObject)
        case removed(last: JSONValue, revision: Int64)
    }

    /// `change` may run several times, each on the state it is to change.
    func run(
        isDryRun: Bool, retries: Int = 8,
        _ change: (_ current: CachedObject, _ tree: JSONValue) async throws(StatusError) -> Change
    ) async throws(StatusError) -> Outcome {
        for _ in 0...retries {
            guard let current = kind.object(path) else { throw await cache.absence(of: path, in: kind, subject) }
            let old = try current.decoded()
            switch try await change(current, old) {
            case .write(let new):
                if let outcome = try await write(new, over: old, current, isDryRun) { return outcome }
            case .remove(let last):
                if isDryRun { return .removed(last: last, revision: current.revision) }
                if let revision = try await cache.remove(path, of: kind, at: current.revision) {
                    return .removed(last: last, revision: revision)
                }
            }
        }
        throw .staleVersion(subject)
    }

    private func write(
        _ new: JSONValue, over old: JSONValue, _ current: CachedObject, _ isDryRun: Bool
    ) async throws(StatusError) -> Outcome? {
        let unchanged = WrittenObject(revision: current.revision, bytes: current.bytes)
        var new = new
        new.edit("metadata") { $0["resourceVersion"] = .string(String(current.revision)) }
        if new == old { return .unchanged(unchanged) }
        if isDryRun {
            let bytes = kind.form.splice(kind.form.encode(new), revision: current.revision)
            return .written(WrittenObject(revision: current.revision, bytes: bytes ?? current.bytes))
        }
        switch try await cache.put(new, at: path, of: kind, if: .modRevision(current.revision)) {
        case .committed(let object): return .written(object)
        case .conflict: return nil
        }
    }
}

extension StatusError {
    static func staleVersion(_ subject: Subject) -> StatusError {
        .conflict(
            subject, "the object has been modified; please apply your changes to the latest version and try again")
    }
}

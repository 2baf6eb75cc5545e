import AsyncTools

/// What parts of the server far from the request tell its audit event. Bound to the task of a request that is audited.
final class AuditAnnotations: Sendable {
    @TaskLocal static var current: AuditAnnotations?

    private let values = Guarded<[String: String]>([:])

    func add(_ annotations: [String: String]) {
        if annotations.isEmpty { return }
        values.withLock { $0.merge(annotations) { _, new in new } }
    }

    var all: [String: String] { values.current }
}

import AsyncTools
import JSON
import KubeAPI
import Schema

/// What parts of the server far from the request tell its audit event. Bound to the task of a request that is audited.
final class AuditAnnotations: Sendable {
    @TaskLocal static var current: AuditAnnotations?

    /// What the client sent, once it has been read.
    struct SentObject: Sendable {
        var name = ""
        var namespace = ""
        var uid = ""
        var resourceVersion = ""
        /// With the defaults of its kind; `nil` when the policy does not ask for it.
        var body: JSONValue?
    }

    private let recordsBodies: Bool
    private let values = Guarded<[String: String]>([:])
    private let object = Guarded<SentObject?>(nil)

    init(recordsBodies: Bool) { self.recordsBodies = recordsBodies }

    func add(_ annotations: [String: String]) {
        if annotations.isEmpty { return }
        values.withLock { $0.merge(annotations) { _, new in new } }
    }

    func note(sent tree: JSONValue, _ schema: ObjectSchema) {
        let metadata = tree["metadata"] ?? .emptyObject
        var sent = SentObject(
            name: metadata.text("name"), namespace: metadata.text("namespace"), uid: metadata.text("uid"),
            resourceVersion: metadata.text("resourceVersion"))
        if recordsBodies {
            var body = tree
            schema.applyDefaults(to: &body)
            sent.body = body
        }
        object.withLock { [sent] in $0 = sent }
    }

    var all: [String: String] { values.current }

    var sent: SentObject? { object.current }
}

import JSON
import KubeAPI
import Schema
import Transport

/// What a client says about a deletion, in the body or the query.
struct DeletionOptions: Sendable, Hashable {
    enum Propagation: String, Sendable {
        case orphan = "Orphan"
        case background = "Background"
        case foreground = "Foreground"
    }

    var gracePeriodSeconds: Int64?
    var propagation: Propagation?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false
    /// Delete even what cannot be read.
    var doesWithoutReading = false

    init() {}

    /// A 400 for a body that is not `DeleteOptions`, a 422 for values it does not allow.
    init(_ request: HTTPRequest, query: Query) throws(StatusError) {
        var body = JSONValue.emptyObject
        if !request.body.isEmpty {
            body = try BodyDecoder.document(request) { error in
                .badRequest("the object provided is unrecognized (must be of type DeleteOptions): json parse error: \(error)")
            }.value
        }
        try self.init(body, query: query)
    }

    init(_ body: JSONValue, query: Query) throws(StatusError) {
        let kind = body.text("kind")
        guard body.objectValue != nil, kind.isEmpty || kind == "DeleteOptions" else {
            throw .badRequest("the object provided is unrecognized (must be of type DeleteOptions)")
        }
        do {
            _ = try DeleteOptionsShape.shape.schema.read(body)
        } catch {
            throw .badRequest("DeleteOptions in version \"v1\" cannot be handled as a DeleteOptions: \(error)")
        }
        let queried = try query.integer("gracePeriodSeconds")
        gracePeriodSeconds = body["gracePeriodSeconds"]?.intValue ?? queried
        if let seconds = gracePeriodSeconds, seconds < 0 { gracePeriodSeconds = 1 }
        uid = body[path: "preconditions", "uid"]?.stringValue
        resourceVersion = body[path: "preconditions", "resourceVersion"]?.stringValue
        let queriedUnread = query.flag(StatusError.unreadableOption)
        doesWithoutReading = body[StatusError.unreadableOption]?.boolValue ?? queriedUnread
        let dryRun = body.texts("dryRun") + query.all("dryRun").filter { !$0.isEmpty }
        for value in dryRun where value != "All" {
            throw Self.invalid(.notSupported("dryRun", .string(value), allowed: ["All"]))
        }
        isDryRun = !dryRun.isEmpty
        propagation = try Self.propagation(body, query)
    }

    private static func propagation(_ body: JSONValue, _ query: Query) throws(StatusError) -> Propagation? {
        let policy = body["propagationPolicy"]?.stringValue ?? query["propagationPolicy"] ?? ""
        let orphan = body["orphanDependents"]?.boolValue ?? query["orphanDependents"].map { $0 != "false" && $0 != "0" }
        if policy.isEmpty { return orphan.map { $0 ? .orphan : .background } }
        guard orphan == nil else {
            throw invalid(
                .invalid("propagationPolicy", .string(policy), "orphanDependents and deletionPropagation cannot be both set"))
        }
        guard let propagation = Propagation(rawValue: policy) else {
            throw invalid(
                .notSupported("propagationPolicy", .string(policy), allowed: ["Background", "Foreground", "Orphan"]))
        }
        return propagation
    }

    private static func invalid(_ error: FieldError) -> StatusError {
        .invalid(StatusError.Subject(group: "meta.k8s.io", kind: "DeleteOptions"), [error])
    }
}

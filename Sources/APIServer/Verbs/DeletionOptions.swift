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
    /// Whether the client asked, in the old way, that dependents go too. It is then told when that takes time.
    var asksForDependents = false
    /// Delete even what cannot be read.
    var doesWithoutReading = false

    init() {}

    /// From the body, or from the query when there is none. A 500 for a body that is not `DeleteOptions`, as Kubernetes; a 422
    /// for values that are not allowed.
    init(_ request: HTTPRequest, query: Query) throws(StatusError) {
        guard !request.body.isEmpty else {
            try self.init(query)
            return
        }
        let document = try BodyDecoder.document(request, kind: "DeleteOptions", orThrow: Self.unreadable)
        try self.init(document.value.isNull ? .emptyObject : document.value)
    }

    init(_ body: JSONValue) throws(StatusError) {
        guard body.objectValue != nil else {
            throw Self.unreadable("couldn't get version/kind; json parse error: json: cannot unmarshal \(body.typeName)")
        }
        let kind = body.text("kind")
        guard kind.isEmpty || kind == "DeleteOptions" else {
            throw Self.unreadable("no kind \"\(kind)\" is registered for version \"\(body.text("apiVersion"))\"")
        }
        do {
            _ = try DeleteOptionsShape.shape.schema.read(body)
        } catch {
            throw Self.unreadable(error.reason)
        }
        gracePeriodSeconds = body["gracePeriodSeconds"]?.intValue
        uid = body[path: "preconditions", "uid"]?.stringValue
        resourceVersion = body[path: "preconditions", "resourceVersion"]?.stringValue
        doesWithoutReading = body[StatusError.unreadableOption]?.boolValue ?? false
        try settle(
            policy: body["propagationPolicy"]?.stringValue, orphan: body["orphanDependents"]?.boolValue,
            dryRun: body.texts("dryRun"))
    }

    private init(_ query: Query) throws(StatusError) {
        gracePeriodSeconds = try query.integer("gracePeriodSeconds")
        doesWithoutReading = query.flag(StatusError.unreadableOption)
        try settle(
            policy: query["propagationPolicy"], orphan: query["orphanDependents"].map { _ in query.flag("orphanDependents") },
            dryRun: query.all("dryRun"))
    }

    private static func unreadable(_ why: String) -> StatusError { StatusError(code: 500, reason: "", message: why) }

    private mutating func settle(policy: String?, orphan: Bool?, dryRun: [String]) throws(StatusError) {
        var errors: [FieldError] = []
        if let policy {
            if orphan != nil {
                errors.append(
                    .invalid(
                        "propagationPolicy", .string(policy), "orphanDependents and deletionPropagation cannot be both set"))
            }
            propagation = Propagation(rawValue: policy)
            if propagation == nil {
                errors.append(
                    .notSupported("propagationPolicy", .string(policy), inOrder: ["Foreground", "Background", "Orphan", "nil"]))
            }
        } else {
            propagation = orphan.map { $0 ? .orphan : .background }
        }
        errors += WriteOptions.problems(ofDryRun: dryRun)
        guard errors.isEmpty else {
            throw .invalid(StatusError.Subject(group: "meta.k8s.io", kind: "DeleteOptions"), errors)
        }
        isDryRun = !dryRun.isEmpty
        asksForDependents = policy == nil && orphan == false
        if let seconds = gracePeriodSeconds, seconds < 0 { gracePeriodSeconds = 1 }
    }
}

import JSON
import KubeAPI
import Schema
import Transport

/// Reads and writes the number of replicas of a workload as an `autoscaling/v1` Scale.
struct ScaleVerb: Verb {
    let cache: StateCache
    let checks: WriteChecks

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        switch context.attributes.verb {
        case "get":
            guard let object = context.kind.object(context.path) else {
                throw await cache.absence(of: context.path, in: context.kind, context.subject)
            }
            return Answer.response(JSONWriter.bytes(Self.scale(of: try object.decoded())), to: context)
        case "update":
            let wanted = try decoder(context).decode(context.request).object
            try Update.checkPlace(wanted, context)
            return try await write(context) { _ throws(StatusError) in wanted }
        case "patch":
            let change = try PatchChange(context.request, schema: ScaleShape.shape.schema)
            return try await write(context) { old throws(StatusError) in
                try decoder(context).check(try change.apply(to: Self.scale(of: old))).object
            }
        default: throw .noSuchMethod
        }
    }

    private func decoder(_ context: RequestContext) throws(StatusError) -> BodyDecoder {
        try BodyDecoder(
            kind: ScaleShape.type.kind, apiVersion: ScaleShape.type.apiVersion, schema: ScaleShape.shape.schema,
            query: context.query)
    }

    private func write(
        _ context: RequestContext, _ desired: (_ old: JSONValue) throws(StatusError) -> JSONValue
    ) async throws(StatusError) -> HTTPResponse {
        let update = GuaranteedUpdate(cache: cache, kind: context.kind, path: context.path, subject: context.subject)
        let outcome = try await update.run(isDryRun: try context.isDryRun()) { current, old throws(StatusError) in
            let scale = try desired(old)
            let version = scale[path: "metadata", "resourceVersion"]?.stringValue ?? ""
            guard version.isEmpty || version == String(current.revision) else { throw .staleVersion(context.subject) }
            let replicas = scale[path: "spec", "replicas"]?.intValue ?? 0
            guard replicas >= 0 else {
                throw .invalid(
                    StatusError.Subject(group: "autoscaling", kind: "Scale", name: context.attributes.name),
                    [.invalid("spec.replicas", .int(replicas), "must be greater than or equal to 0")])
            }
            var object = old
            object[path: ["spec", "replicas"]] = .int(replicas)
            context.definition.rules.prepareForUpdate(&object, old)
            try checks.validate(
                object, old: old, of: context.definition,
                subject: context.invalidSubject(named: context.attributes.name))
            return .write(object)
        }
        switch outcome {
        case .written(let object), .unchanged(let object):
            let tree: JSONValue
            do { tree = try JSONReader.read(object.bytes) } catch { throw .internalError("\(error)") }
            return Answer.response(JSONWriter.bytes(Self.scale(of: tree)), to: context)
        case .removed: throw .notFound(context.subject)
        }
    }

    /// The Scale of a Deployment or ReplicaSet.
    private static func scale(of object: JSONValue) -> JSONValue {
        let stored = object["metadata"] ?? .emptyObject
        var metadata = JSONObject()
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            if let value = stored[key] { metadata.append(key, value) }
        }
        var spec = JSONObject()
        if let replicas = object[path: "spec", "replicas"]?.intValue, replicas != 0 {
            spec.append("replicas", .int(replicas))
        }
        var status = JSONObject()
        status.append("replicas", object[path: "status", "replicas"] ?? 0)
        let selector = selectorText(object[path: "spec", "selector"] ?? .emptyObject)
        if !selector.isEmpty { status.append("selector", .string(selector)) }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    /// A label selector object in the notation of query parameters.
    private static func selectorText(_ selector: JSONValue) -> String {
        var terms = selector.map("matchLabels").map { (key: $0.key, text: "\($0.key)=\($0.value.stringValue ?? "")") }
        for expression in selector.list("matchExpressions") {
            let key = expression.text("key")
            let values = expression.texts("values").sorted().joined(separator: ",")
            switch expression.text("operator") {
            case "In": terms.append((key, "\(key) in (\(values))"))
            case "NotIn": terms.append((key, "\(key) notin (\(values))"))
            case "Exists": terms.append((key, key))
            case "DoesNotExist": terms.append((key, "!\(key)"))
            default: break
            }
        }
        return terms.sorted { $0.key < $1.key }.map(\.text).joined(separator: ",")
    }
}

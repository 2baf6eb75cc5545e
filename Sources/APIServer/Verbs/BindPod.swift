import JSON
import KubeAPI
import Schema
import Transport

/// Assigns a Pod to a node: `pods/binding`, and the older `bindings`.
struct BindPod: Verb {
    let cache: StateCache
    let checks: WriteChecks

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let options = try WriteOptions(context)
        let isDryRun = options.isDryRun
        let decoder = BodyDecoder(kind: "Binding", apiVersion: "v1", schema: BindingShape.shape.schema, options)
        var binding = try decoder.decode(context.request).object
        let name = binding[path: "metadata", "name"]?.stringValue ?? ""
        guard context.attributes.name.isEmpty || name == context.attributes.name else {
            throw .badRequest("name in URL does not match name in Binding object")
        }
        let pod = context.attributes.name.isEmpty ? name : context.attributes.name
        let target = binding["target"] ?? .emptyObject
        try Self.checkTarget(target, named: pod)
        guard let pods = cache.kind(PodShape.type) else { throw .noSuchPath }
        binding = try await admitted(binding, context, pod: pod, isDryRun: isDryRun)
        let update = GuaranteedUpdate(
            cache: cache, kind: pods, path: pods.path(namespace: context.attributes.namespace, name: pod),
            subject: StatusError.Subject(kind: "pods", name: pod))
        _ = try await update.run(isDryRun: isDryRun) { _, old throws(StatusError) in
            .write(try Self.bound(old, to: target.text("name"), binding, pod: pod))
        }
        return Answer.success(code: 201, status: 201)
    }

    private func admitted(
        _ binding: JSONValue, _ context: RequestContext, pod: String, isDryRun: Bool
    ) async throws(StatusError) -> JSONValue {
        var attributes = context.attributes
        attributes.subresource = "binding"
        var operation = context.with(attributes).operation(
            .create, object: binding, old: nil, name: pod, isDryRun: isDryRun)
        try await checks.mutate(&operation)
        try await checks.admit(operation)
        return operation.object ?? binding
    }

    private static func checkTarget(_ target: JSONValue, named pod: String) throws(StatusError) {
        var errors: [FieldError] = []
        let kind = target.text("kind")
        if !kind.isEmpty, kind != "Node" {
            errors.append(.notSupported("target.kind", .string(kind), inOrder: ["Node", "<empty>"]))
        }
        if target.text("name").isEmpty { errors.append(.required("target.name")) }
        if !errors.isEmpty { throw .invalid(StatusError.Subject(kind: "Binding", name: pod), errors) }
    }

    private static func bound(
        _ pod: JSONValue, to node: String, _ binding: JSONValue, pod name: String
    ) throws(StatusError) -> JSONValue {
        let subject = StatusError.Subject(kind: "pods/binding", name: name)
        let uid = binding[path: "metadata", "uid"]?.stringValue ?? ""
        let stored = pod[path: "metadata", "uid"]?.stringValue ?? ""
        guard uid.isEmpty || uid == stored else {
            throw .conflict(subject, "Precondition failed: UID in precondition: \(uid), UID in object meta: \(stored)")
        }
        if pod["metadata"]?.has("deletionTimestamp") == true {
            throw .conflict(subject, "pod \(name) is being deleted, cannot be assigned to a host")
        }
        guard pod["spec"]?.list("schedulingGates").isEmpty ?? true else {
            throw .conflict(subject, "pod \(name) has non-empty .spec.schedulingGates")
        }
        let current = pod[path: "spec", "nodeName"]?.stringValue ?? ""
        guard current.isEmpty else {
            throw .conflict(subject, "pod \(name) is already assigned to node \"\(current)\"")
        }
        var pod = pod
        pod[path: ["spec", "nodeName"]] = .string(node)
        for map in ["annotations", "labels"] {
            for member in binding["metadata"]?.map(map) ?? [] { pod[path: ["metadata", map, member.key]] = member.value }
        }
        var conditions = pod["status"]?.list("conditions").filter { $0.text("type") != "PodScheduled" } ?? []
        var condition: JSONValue = [
            "type": "PodScheduled", "status": "True",
            "lastTransitionTime": .string(Timestamp.now.rfc3339),
        ]
        if let generation = pod[path: "metadata", "generation"]?.intValue, generation > 0 {
            condition["observedGeneration"] = .int(generation)
        }
        conditions.append(condition)
        pod[path: ["status", "conditions"]] = .array(conditions)
        return pod
    }
}

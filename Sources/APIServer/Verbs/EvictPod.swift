import JSON
import KubeAPI
import Schema
import Transport

/// Deletes a Pod on behalf of who drains a node, if its PodDisruptionBudget lets it go: `pods/eviction`.
///
/// A disruption is taken from the budget's status before the Pod is deleted, at the revision it was read at, so that
/// evictions at the same time never take more than there is.
struct EvictPod: Verb {
    let delete: Delete

    private static let endedPhases: Set = ["Succeeded", "Failed", "Pending"]

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let writing = try WriteOptions(context)
        let decoder = BodyDecoder(kind: "Eviction", apiVersion: "policy/v1", schema: EvictionShape.shape.schema, writing)
        let eviction = try decoder.decode(context.request).object
        let name = eviction[path: "metadata", "name"]?.stringValue ?? ""
        guard name.isEmpty || name == context.attributes.name else {
            throw .badRequest("name in URL does not match name in Eviction object")
        }
        var options = try DeletionOptions(eviction["deleteOptions"] ?? .emptyObject)
        options.isDryRun = options.isDryRun || writing.isDryRun
        var operation = context.operation(
            .create, object: eviction, old: nil, name: context.attributes.name, isDryRun: options.isDryRun)
        try await delete.checks.mutate(&operation)
        guard let stored = context.kind.object(context.path) else {
            throw await delete.cache.absence(of: context.path, in: context.kind, context.subject)
        }
        try await delete.checks.admit(operation)
        try await evict(stored, context, options)
        return Answer.success(code: 201, status: 201)
    }

    private func evict(
        _ stored: CachedObject, _ context: RequestContext, _ options: DeletionOptions
    ) async throws(StatusError) {
        let pod = try stored.decoded()
        var options = options
        if options.uid == nil { options.uid = pod[path: "metadata", "uid"]?.stringValue }
        let disruption = try await takeDisruption(for: pod, context, isDryRun: options.isDryRun)
        // What was decided on the state that was read holds for that state only.
        if disruption == .free, options.resourceVersion == nil { options.resourceVersion = String(stored.revision) }
        if !options.isDryRun {
            let marked = try await mark(context, uid: options.uid, ifAt: options.resourceVersion)
            if options.resourceVersion != nil { options.resourceVersion = marked }
        }
        var attributes = context.attributes
        attributes.subresource = ""
        _ = try await delete.delete(context.with(attributes), name: attributes.name, options)
    }

    private enum Disruption: Sendable {
        /// No budget had to be asked, or it need not be charged.
        case free
        case taken
        case unlimited
    }

    private func takeDisruption(
        for pod: JSONValue, _ context: RequestContext, isDryRun: Bool
    ) async throws(StatusError) -> Disruption {
        if Self.endedPhases.contains(pod.text(path: "status", "phase")) { return .free }
        if pod["metadata"].orNull.has("deletionTimestamp") { return .free }
        guard let kind = delete.cache.kind(PodDisruptionBudgetShape.type) else { return .unlimited }
        let budgets = try Self.budgets(of: pod, kind, namespace: context.attributes.namespace)
        guard let budget = budgets.first else { return .unlimited }
        guard budgets.count == 1 else {
            throw StatusError(
                code: 500, reason: "",
                message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        let tree = try budget.decoded()
        if !Self.isReady(pod), DisruptionBudget.sparesUnready(tree) { return .free }
        let update = GuaranteedUpdate(
            cache: delete.cache, kind: kind, path: budget.path,
            subject: StatusError.Subject(group: "policy", kind: "poddisruptionbudgets", name: budget.key.name))
        let name = context.attributes.name
        _ = try await update.run(isDryRun: isDryRun, retries: 64) { _, old throws(StatusError) in
            .write(try DisruptionBudget.charged(old, pod: name, now: .now))
        }
        return .taken
    }

    private static func budgets(
        of pod: JSONValue, _ kind: KindCache, namespace: String
    ) throws(StatusError) -> [CachedObject] {
        var found: [CachedObject] = []
        for budget in kind.snapshot(namespace: namespace, after: nil).objects {
            let selector = try budget.decoded()[path: "spec", "selector"]
            if LabelSelectorRules.matches(selector, labels: pod[path: "metadata", "labels"]) { found.append(budget) }
        }
        return found
    }

    private static func isReady(_ pod: JSONValue) -> Bool {
        (pod["status"]?.list("conditions") ?? []).contains { $0.text("type") == "Ready" && $0.text("status") == "True" }
    }

    /// Lets whoever counts the Pod see that it did not end by itself. Returns the revision of the marked Pod.
    private func mark(_ context: RequestContext, uid: String?, ifAt version: String?) async throws(StatusError) -> String {
        let update = GuaranteedUpdate(
            cache: delete.cache, kind: context.kind, path: context.path, subject: context.subject)
        let outcome = try await update.run(isDryRun: false) { current, old throws(StatusError) in
            if let version, version != String(current.revision) { throw .staleVersion(context.subject) }
            // Another Pod of the same name: the deletion says why not.
            if let uid, uid != old.text(path: "metadata", "uid") { return .write(old) }
            var pod = old
            var conditions = pod["status"]?.list("conditions").filter { $0.text("type") != "DisruptionTarget" } ?? []
            conditions.append([
                "type": "DisruptionTarget", "status": "True", "lastTransitionTime": .string(Timestamp.now.rfc3339),
                "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting",
            ])
            pod[path: ["status", "conditions"]] = .array(conditions)
            return .write(pod)
        }
        switch outcome {
        case .written(let object), .unchanged(let object): return String(object.revision)
        case .removed(_, let revision): return String(revision)
        }
    }
}

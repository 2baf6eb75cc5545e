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

    private static let endedPhases: Set = ["Succeeded", "Failed"]
    private static let attempts = 20

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let writing = try WriteOptions(context)
        let decoder = BodyDecoder(
            kind: "Eviction", apiVersion: "policy/v1", olderVersion: "policy/v1beta1", schema: EvictionShape.shape.schema,
            writing)
        let eviction = try decoder.decode(context.request).object
        let name = eviction[path: "metadata", "name"]?.stringValue ?? ""
        guard name == context.attributes.name else {
            throw .badRequest("name in URL does not match name in Eviction object")
        }
        var options = try DeletionOptions(eviction["deleteOptions"] ?? .emptyObject)
        options.isDryRun = options.isDryRun || writing.isDryRun
        var operation = context.operation(
            .create, object: eviction, old: nil, name: context.attributes.name, isDryRun: options.isDryRun)
        try await delete.checks.mutate(&operation)
        guard context.kind.object(context.path) != nil else {
            throw await delete.cache.absence(of: context.path, in: context.kind, context.subject)
        }
        try await delete.checks.admit(operation)
        try await evict(context, options)
        return Answer.success(code: 201, status: 201)
    }

    /// What was decided on the state that was read holds for that state only. A Pod that no budget holds is read again when
    /// it changed.
    private func evict(_ context: RequestContext, _ options: DeletionOptions) async throws(StatusError) {
        for attempt in 1...Self.attempts {
            guard let stored = context.kind.object(context.path) else {
                throw await delete.cache.absence(of: context.path, in: context.kind, context.subject)
            }
            let pod = try stored.decoded()
            let isLeaving = pod["metadata"].orNull.has("deletionTimestamp")
            let phase = pod.text(path: "status", "phase")
            guard isLeaving || Self.endedPhases.contains(phase) || phase == "Pending" else {
                return try await evict(pod, at: stored.revision, context, options)
            }
            var asked = options
            if asked.uid == nil { asked.uid = pod[path: "metadata", "uid"]?.stringValue }
            if asked.resourceVersion == nil, !isLeaving, phase == "Pending" {
                asked.resourceVersion = String(stored.revision)
            }
            do { return try await remove(context, asked) } catch {
                guard error.code == 409, options.resourceVersion == nil, attempt < Self.attempts else { throw error }
            }
        }
    }

    /// Evicts a Pod that runs.
    private func evict(
        _ pod: JSONValue, at revision: Int64, _ context: RequestContext, _ options: DeletionOptions
    ) async throws(StatusError) {
        var asked = options
        if asked.uid == nil { asked.uid = pod[path: "metadata", "uid"]?.stringValue }
        let disruption = try await takeDisruption(for: pod, context, isDryRun: options.isDryRun)
        guard case .spared(let budget) = disruption, options.resourceVersion == nil else {
            return try await remove(context, asked)
        }
        asked.resourceVersion = String(revision)
        do { try await remove(context, asked) } catch {
            throw error.code == 409 ? DisruptionBudget.unprocessed(budget) : error
        }
    }

    private func remove(_ context: RequestContext, _ options: DeletionOptions) async throws(StatusError) {
        var options = options
        if !options.isDryRun {
            let marked = try await mark(context, options)
            if options.resourceVersion != nil { options.resourceVersion = marked }
        }
        var attributes = context.attributes
        attributes.subresource = ""
        _ = try await delete.delete(context.with(attributes), name: attributes.name, options, isAdmitted: true)
    }

    private enum Disruption: Sendable {
        case taken
        case unlimited
        /// A Pod that is not ready and that the budget named here does not count.
        case spared(budget: String)
    }

    private func takeDisruption(
        for pod: JSONValue, _ context: RequestContext, isDryRun: Bool
    ) async throws(StatusError) -> Disruption {
        guard let kind = delete.cache.kind(PodDisruptionBudgetShape.type) else { return .unlimited }
        let budgets = try Self.budgets(of: pod, kind, namespace: context.attributes.namespace)
        guard let budget = budgets.first else { return .unlimited }
        guard budgets.count == 1 else {
            throw StatusError(
                code: 500, reason: "",
                message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        let tree = try budget.decoded()
        if !Self.isReady(pod), DisruptionBudget.sparesUnready(tree) { return .spared(budget: budget.key.name) }
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
    private func mark(_ context: RequestContext, _ options: DeletionOptions) async throws(StatusError) -> String {
        let update = GuaranteedUpdate(
            cache: delete.cache, kind: context.kind, path: context.path, subject: context.subject)
        let subject = StatusError.Subject(group: "", kind: "Pod", name: context.attributes.name)
        let outcome = try await update.run(isDryRun: false) { current, old throws(StatusError) in
            try Delete.checkPreconditions(options, old, current, subject)
            return .write(Self.marked(old, now: .now))
        }
        switch outcome {
        case .written(let object), .unchanged(let object): return String(object.revision)
        case .removed(_, let revision): return String(revision)
        }
    }

    private static func marked(_ pod: JSONValue, now: Timestamp) -> JSONValue {
        var pod = pod
        var conditions = pod["status"]?.list("conditions") ?? []
        let index = conditions.firstIndex { $0.text("type") == "DisruptionTarget" }
        let old = index.map { conditions[$0] }
        var condition: JSONValue = [
            "type": "DisruptionTarget", "status": "True", "lastTransitionTime": .string(now.rfc3339),
            "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting",
        ]
        if let generation = pod[path: "metadata", "generation"]?.intValue, generation > 0 {
            condition["observedGeneration"] = .int(generation)
        }
        if let old, old.text("status") == "True", let time = old["lastTransitionTime"] { condition["lastTransitionTime"] = time }
        if let index { conditions[index] = condition } else { conditions.append(condition) }
        pod[path: ["status", "conditions"]] = .array(conditions)
        return pod
    }
}

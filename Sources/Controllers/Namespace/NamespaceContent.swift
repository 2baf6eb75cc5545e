import KubeAPI
import KubeClient
import Schema

/// What is left in a namespace that is being deleted, and why. Pure.
struct NamespaceContent: Sendable {
    var discoveryFailure: String?
    var failures: [String] = []
    private var remaining: [String: Int] = [:]
    private var finalizers: [String: Int] = [:]

    var isEmpty: Bool { isEmptyAsFarAsKnown && discoveryFailure == nil }
    /// Empty of the kinds that could be discovered.
    var isEmptyAsFarAsKnown: Bool { remaining.isEmpty && failures.isEmpty }

    mutating func note(_ type: ResourceType, _ objects: [PartialMetadata]) {
        guard !objects.isEmpty else { return }
        remaining["\(type.plural).\(type.group)"] = objects.count
        for finalizer in objects.flatMap(\.metadata.finalizers) { finalizers[finalizer, default: 0] += 1 }
    }

    /// The five conditions that tell how far the deletion is. Unchanged ones keep their times.
    func conditions(after old: [NamespaceCondition], now: Timestamp) -> [NamespaceCondition] {
        var conditions = old
        func set(_ type: String, _ problem: String?, _ bad: String, _ good: String, _ allWell: String) {
            let known = old.first { $0.type == type }
            let status = problem == nil ? "False" : "True"
            let condition = NamespaceCondition {
                $0.type = type
                $0.status = status
                $0.lastTransitionTime = known.flatMap { $0.status == status ? $0.lastTransitionTime : nil } ?? now
                $0.reason = problem == nil ? good : bad
                $0.message = problem ?? allWell
            }
            if let index = conditions.firstIndex(where: { $0.type == type }) {
                conditions[index] = condition
            } else {
                conditions.append(condition)
            }
        }
        set(
            "NamespaceDeletionDiscoveryFailure", discoveryFailure, "DiscoveryFailed", "ResourcesDiscovered",
            "All resources successfully discovered")
        set(
            "NamespaceDeletionGroupVersionParsingFailure", nil, "GroupVersionParsingFailed", "ParsedGroupVersions",
            "All legacy kube types successfully parsed")
        set(
            "NamespaceDeletionContentFailure", contentFailure, "ContentDeletionFailed", "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization")
        set(
            "NamespaceContentRemaining",
            text("Some resources are remaining: ", remaining) { "\($0) has \($1) resource instances" },
            "SomeResourcesRemain", "ContentRemoved", "All content successfully removed")
        set(
            "NamespaceFinalizersRemaining",
            text("Some content in the namespace has finalizers remaining: ", finalizers) { "\($0) in \($1) resource instances" },
            "SomeFinalizersRemain", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
        return conditions
    }

    private var contentFailure: String? {
        guard !failures.isEmpty else { return nil }
        return "Failed to delete all resource types, \(failures.count) remaining: "
            + failures.sorted().joined(separator: ", ")
    }

    private func text(_ opening: String, _ counts: [String: Int], _ part: (String, Int) -> String) -> String? {
        guard !counts.isEmpty else { return nil }
        return opening + counts.sorted { $0.key < $1.key }.map { part($0.key, $0.value) }.joined(separator: ", ")
    }
}

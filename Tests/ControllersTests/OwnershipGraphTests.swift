import KubeAPI
import Schema
import Testing

@testable import Controllers

@Suite struct OwnershipGraphTests {
    private func node(
        _ uid: String, owners: [String] = [], deletion: OwnershipGraph.Deletion = .none, blocks: Bool = true
    ) -> OwnershipGraph.Node {
        .init(
            type: ConfigMapShape.type, key: ObjectKey(namespace: "n", name: uid), uid: uid,
            owners: owners.map {
                .init(apiVersion: "v1", kind: "ConfigMap", name: $0, uid: $0, blocksDeletion: blocks)
            }, deletion: deletion)
    }

    @Test func anObjectWhoseOwnerIsUnknownIsLookedAt() {
        var graph = OwnershipGraph()
        #expect(graph.apply(node("child", owners: ["parent"])) == ["child"])
        #expect(graph.apply(node("child", owners: ["parent"])).isEmpty)
        #expect(graph.suspects == ["child"])
        #expect(graph.apply(node("parent")).isEmpty)
        #expect(graph.suspects.isEmpty)
    }

    @Test func dependentsAreLookedAtWhenTheirOwnerIsGone() {
        var graph = OwnershipGraph()
        _ = graph.apply(node("parent"))
        _ = graph.apply(node("a", owners: ["parent"]))
        _ = graph.apply(node("b", owners: ["parent"]))
        #expect(Set(graph.remove("parent")) == ["a", "b"])
        #expect(graph.remove("parent").isEmpty)
    }

    @Test func aForegroundDeletionWaitsForItsBlockingDependents() {
        var graph = OwnershipGraph()
        _ = graph.apply(node("parent"))
        _ = graph.apply(node("a", owners: ["parent"]))
        _ = graph.apply(node("b", owners: ["parent"], blocks: false))
        #expect(Set(graph.apply(node("parent", deletion: .foreground))) == ["parent", "a", "b"])
        #expect(graph.blockingDependents(of: "parent").map(\.uid) == ["a"])
        #expect(graph.remove("a") == ["parent"])
        #expect(graph.blockingDependents(of: "parent").isEmpty)
    }

    @Test func anObjectThatIsSetFreeIsNoDependentAnyMore() {
        var graph = OwnershipGraph()
        _ = graph.apply(node("parent"))
        _ = graph.apply(node("a", owners: ["parent"]))
        _ = graph.apply(node("a"))
        #expect(graph.dependents(of: "parent").isEmpty)
        #expect(graph.remove("parent").isEmpty)
    }
}

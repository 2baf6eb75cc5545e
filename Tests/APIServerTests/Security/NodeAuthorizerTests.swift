import JSON
import KubeAPI
import Testing

@testable import APIServer

@Suite struct NodeAuthorizerTests {
    private let node = UserInfo(name: "system:node:node-1", groups: ["system:nodes", "system:authenticated"])
    private let pod = tree(
        #"""
        {"kind":"Pod","metadata":{"name":"p","namespace":"x"},"spec":{"nodeName":"node-1","serviceAccountName":"bot",
        "containers":[{"name":"c","envFrom":[{"secretRef":{"name":"env"}}]}],
        "volumes":[{"name":"v","configMap":{"name":"files"}},
        {"name":"t","projected":{"sources":[{"configMap":{"name":"kube-root-ca.crt"}}]}}]}}
        """#)

    private func may(
        _ authorizer: NodeAuthorizer, _ verb: String, _ resource: String, subresource: String = "", group: String = "",
        namespace: String = "x", name: String = ""
    ) async -> Bool {
        let attributes = RequestAttributes(
            user: node, verb: verb, isResourceRequest: true, group: group, version: "v1", resource: resource,
            subresource: subresource, namespace: namespace, name: name)
        if case .allow = await authorizer.authorize(attributes) { return true }
        return false
    }

    @Test func nodeReadsWhatItsPodsName() async {
        let authorizer = NodeAuthorizer(reader: FixedObjects(pod))
        #expect(await may(authorizer, "get", "secrets", name: "env"))
        #expect(await may(authorizer, "watch", "configmaps", name: "files"))
        #expect(await may(authorizer, "get", "configmaps", name: "kube-root-ca.crt"))
        #expect(await may(authorizer, "create", "serviceaccounts", subresource: "token", name: "bot"))
        #expect(await !may(authorizer, "get", "secrets", name: "other"))
        #expect(await !may(authorizer, "list", "secrets"))
        #expect(await !may(authorizer, "update", "secrets", name: "env"))
        #expect(await !may(authorizer, "get", "secrets", namespace: "y", name: "env"))
        #expect(await !may(authorizer, "create", "serviceaccounts", subresource: "token", name: "other"))
    }

    @Test func podOnAnotherNodeGivesNothing() async {
        var other = pod
        other[path: ["spec", "nodeName"]] = "node-2"
        let authorizer = NodeAuthorizer(reader: FixedObjects(other))
        #expect(await !may(authorizer, "get", "secrets", name: "env"))
        #expect(await !may(authorizer, "get", "pods", name: "p"))
    }

    @Test func newPodIsSeenAtOnce() async {
        let reader = FixedObjects()
        let authorizer = NodeAuthorizer(reader: reader)
        #expect(await !may(authorizer, "get", "secrets", name: "env"))
        reader.set(pod)
        #expect(await may(authorizer, "get", "secrets", name: "env"))
    }

    @Test func nodeChangesOnlyItselfAndItsLease() async {
        let authorizer = NodeAuthorizer(reader: FixedObjects(pod))
        #expect(await may(authorizer, "patch", "nodes", subresource: "status", namespace: "", name: "node-1"))
        #expect(await !may(authorizer, "patch", "nodes", subresource: "status", namespace: "", name: "node-2"))
        #expect(await may(authorizer, "get", "nodes", namespace: "", name: "node-2"))
        #expect(
            await may(
                authorizer, "update", "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "node-1"))
        #expect(
            await !may(
                authorizer, "update", "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "node-2"))
        #expect(await !may(authorizer, "get", "leases", group: "coordination.k8s.io", namespace: "x", name: "node-1"))
    }

    @Test func nodeHasWhatProxyAndNetworkNeed() async {
        let authorizer = NodeAuthorizer(reader: FixedObjects())
        for resource in ["nodes", "services", "namespaces"] {
            #expect(await may(authorizer, "watch", resource, namespace: ""))
        }
        #expect(await may(authorizer, "list", "endpointslices", group: "discovery.k8s.io", namespace: ""))
        #expect(await !may(authorizer, "list", "secrets", namespace: ""))
        #expect(await !may(authorizer, "create", "deployments", group: "apps"))
        // A Pod of its own making would grant the node whatever it names.
        #expect(await !may(authorizer, "create", "pods"))
    }

    @Test func restrictionKeepsPodsOfOtherNodesSafe() async throws {
        var other = pod
        other[path: ["spec", "nodeName"]] = "node-2"
        func update(_ old: JSONValue, subresource: String) -> AdmissionOperation {
            AdmissionOperation(
                kind: .update, type: BuiltInResources.definition("pods").type, subresource: subresource, namespace: "x",
                name: "p", user: node, isDryRun: false, object: old, old: old)
        }
        try await NodeRestriction().validate(update(pod, subresource: "status"))
        await #expect(throws: StatusError.self) { try await NodeRestriction().validate(update(other, subresource: "status")) }
        await #expect(throws: StatusError.self) { try await NodeRestriction().validate(update(pod, subresource: "")) }
    }

    @Test func aNodeNeitherAddsNorTakesAwayALabelThatIsolatesIt() async throws {
        func change(_ before: JSONValue, _ after: JSONValue) -> AdmissionOperation {
            AdmissionOperation(
                kind: .update, type: BuiltInResources.definition("nodes").type, subresource: "", namespace: "",
                name: "node-1", user: node, isDryRun: false, object: ["metadata": ["labels": after]],
                old: ["metadata": ["labels": before]])
        }
        let isolated: JSONValue = ["node-restriction.kubernetes.io/isolated": "yes"]
        try await NodeRestriction().validate(change(isolated, ["node-restriction.kubernetes.io/isolated": "yes", "a": "b"]))
        await #expect(throws: StatusError.self) { try await NodeRestriction().validate(change(isolated, [:])) }
        await #expect(throws: StatusError.self) { try await NodeRestriction().validate(change([:], isolated)) }
    }
}

extension BuiltInResources {
    /// The definition of a kind of the tests' choice.
    static func definition(_ name: String) -> ResourceDefinition {
        definitions.first { $0.type.qualifiedName == name } ?? definitions[0]
    }
}

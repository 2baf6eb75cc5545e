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
        namespace: String = "x", name: String = "", selector: String = ""
    ) async -> Bool {
        var attributes = RequestAttributes(
            user: node, verb: verb, isResourceRequest: true, group: group, version: "v1", resource: resource,
            subresource: subresource, namespace: namespace, name: name)
        attributes.fieldRequirements = SelectorRequirement.fields(selector)
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
        #expect(await !may(authorizer, "delete", "nodes", namespace: "", name: "node-1"))
        #expect(await may(authorizer, "watch", "nodes", namespace: "", name: "node-1"))
        #expect(await !may(authorizer, "get", "nodes", namespace: "", name: "node-2"))
        #expect(await may(authorizer, "update", "csinodes", group: "storage.k8s.io", namespace: "", name: "node-1"))
        #expect(await !may(authorizer, "update", "csinodes", group: "storage.k8s.io", namespace: "", name: "node-2"))
        #expect(
            await may(
                authorizer, "update", "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "node-1"))
        #expect(
            await !may(
                authorizer, "update", "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: "node-2"))
        #expect(await !may(authorizer, "get", "leases", group: "coordination.k8s.io", namespace: "x", name: "node-1"))
    }

    @Test func nodeListsItsOwnPodsOnly() async {
        let authorizer = NodeAuthorizer(reader: FixedObjects(pod))
        #expect(await may(authorizer, "watch", "pods", namespace: "", selector: "spec.nodeName=node-1"))
        #expect(await may(authorizer, "list", "pods", selector: "spec.nodeName=node-1,status.phase!=Failed"))
        for selector in ["", "spec.nodeName=node-2", "spec.nodeName!=node-1", "metadata.namespace=x"] {
            #expect(await !may(authorizer, "list", "pods", namespace: "", selector: selector))
        }
        #expect(await may(authorizer, "list", "pods", name: "p"))
        #expect(await !may(authorizer, "list", "secrets", namespace: ""))
        #expect(await !may(authorizer, "create", "deployments", group: "apps"))
        #expect(await !may(authorizer, "deletecollection", "pods", selector: "spec.nodeName=node-1"))
    }

    /// Otherwise a node could grant itself any Secret.
    @Test func mirrorPodGrantsNothing() async {
        var mirror = pod
        mirror[path: ["metadata", "annotations"]] = ["kubernetes.io/config.mirror": "x"]
        let authorizer = NodeAuthorizer(reader: FixedObjects(mirror))
        #expect(await may(authorizer, "get", "pods", name: "p"))
        #expect(await !may(authorizer, "get", "secrets", name: "env"))
    }

    @Test func volumesAreFollowedToTheirSecrets() async {
        var claiming = pod
        claiming[path: ["spec", "volumes"]] = tree(
            #"[{"name":"d","persistentVolumeClaim":{"claimName":"data"}},{"name":"e","ephemeral":{}}]"#)
        claiming[path: ["spec", "resourceClaims"]] = tree(#"[{"name":"gpu","resourceClaimName":"gpus"}]"#)
        let volume = tree(
            #"{"kind":"PersistentVolume","metadata":{"name":"pv"},"spec":{"claimRef":{"namespace":"x","name":"data"},"csi":{"nodeStageSecretRef":{"namespace":"y","name":"key"},"controllerPublishSecretRef":{"namespace":"y","name":"controller"}}}}"#
        )
        let attachment = tree(#"{"kind":"VolumeAttachment","metadata":{"name":"at"},"spec":{"nodeName":"node-1"}}"#)
        let reader = FixedObjects(claiming, volume, attachment)
        let authorizer = NodeAuthorizer(reader: reader)
        #expect(await may(authorizer, "get", "persistentvolumeclaims", name: "data"))
        #expect(await may(authorizer, "patch", "persistentvolumeclaims", subresource: "status", name: "data"))
        #expect(await may(authorizer, "get", "persistentvolumeclaims", name: "p-e"))
        #expect(await !may(authorizer, "list", "persistentvolumeclaims", name: "data"))
        #expect(await may(authorizer, "get", "persistentvolumes", namespace: "", name: "pv"))
        #expect(await may(authorizer, "get", "secrets", namespace: "y", name: "key"))
        #expect(await !may(authorizer, "get", "secrets", namespace: "y", name: "controller"))
        #expect(await may(authorizer, "get", "volumeattachments", group: "storage.k8s.io", namespace: "", name: "at"))
        #expect(await may(authorizer, "get", "resourceclaims", group: "resource.k8s.io", name: "gpus"))
        reader.remove(claiming)
        #expect(await !may(authorizer, "get", "secrets", namespace: "y", name: "key"))
        #expect(await !may(authorizer, "get", "persistentvolumes", namespace: "", name: "pv"))
    }

    @Test func answersSayWhatIsMissing() async {
        let authorizer = NodeAuthorizer(reader: FixedObjects(pod))
        func reason(_ verb: String, _ resource: String, name: String = "") async -> String {
            let attributes = RequestAttributes(
                user: node, verb: verb, isResourceRequest: true, version: "v1", resource: resource, namespace: "x", name: name)
            guard case .noOpinion(let reason) = await authorizer.authorize(attributes) else { return "allowed" }
            return reason
        }
        #expect(await reason("get", "secrets", name: "o") == "no relationship found between node 'node-1' and this object")
        #expect(await reason("list", "secrets") == "No Object name found")
        #expect(await reason("update", "secrets", name: "env") == "can only read resources of this type")
        #expect(await reason("list", "pods") == "can only list/watch pods with spec.nodeName field selector")
        #expect(await reason("list", "nodes") == "node 'node-1' cannot read all nodes, only its own Node object")
        #expect(await reason("get", "nodes", name: "n2") == "node 'node-1' cannot read 'n2', only its own Node object")
    }

    private func judge(_ operation: AdmissionOperation) async throws(StatusError) {
        var operation = operation
        try await NodeRestriction(reader: FixedObjects()).mutate(&operation)
    }

    @Test func restrictionKeepsPodsOfOtherNodesSafe() async throws {
        var other = pod
        other[path: ["spec", "nodeName"]] = "node-2"
        func update(_ old: JSONValue, subresource: String) -> AdmissionOperation {
            AdmissionOperation(
                kind: .update, type: BuiltInResources.definition("pods").type, subresource: subresource, namespace: "x",
                name: "p", user: node, isDryRun: false, object: old, old: old)
        }
        try await judge(update(pod, subresource: "status"))
        await #expect(throws: StatusError.self) {
            try await judge(update(other, subresource: "status"))
        }
        await #expect(throws: StatusError.self) {
            try await judge(update(pod, subresource: ""))
        }
    }

    @Test func aNodeNeitherAddsNorTakesAwayALabelThatIsolatesIt() async throws {
        func change(_ before: JSONValue, _ after: JSONValue) -> AdmissionOperation {
            AdmissionOperation(
                kind: .update, type: BuiltInResources.definition("nodes").type, subresource: "", namespace: "",
                name: "node-1", user: node, isDryRun: false, object: ["metadata": ["labels": after]],
                old: ["metadata": ["labels": before]])
        }
        let isolated: JSONValue = ["node-restriction.kubernetes.io/isolated": "yes"]
        try await judge(
            change(isolated, ["node-restriction.kubernetes.io/isolated": "yes", "a": "b"]))
        await #expect(throws: StatusError.self) {
            try await judge(change(isolated, [:]))
        }
        await #expect(throws: StatusError.self) {
            try await judge(change([:], isolated))
        }
    }
}

extension BuiltInResources {
    /// The definition of a kind of the tests' choice.
    static func definition(_ name: String) -> ResourceDefinition {
        definitions.first { $0.type.qualifiedName == name } ?? definitions[0]
    }
}

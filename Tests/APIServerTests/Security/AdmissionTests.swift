import JSON
import Testing

@testable import APIServer

@Suite struct AdmissionTests {
    private let account = tree(#"{"kind":"ServiceAccount","metadata":{"name":"default","namespace":"x"}}"#)
    private let namespace = tree(#"{"kind":"Namespace","metadata":{"name":"x"},"status":{"phase":"Active"}}"#)

    private func create(
        _ kind: String, _ object: JSONValue, user: UserInfo = UserInfo(name: "jane"), namespace: String = "x"
    ) -> AdmissionOperation {
        AdmissionOperation(
            kind: .create, type: BuiltInResources.definition(kind).type, subresource: "", namespace: namespace,
            name: object.text(path: "metadata", "name"), user: user, isDryRun: false, object: object, old: nil)
    }

    private let pod = tree(#"{"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"a"},{"name":"b"}]}}"#)

    @Test func podGetsItsAccountAndTokenInEveryContainer() async throws {
        var operation = create("pods", pod)
        try await ServiceAccountAdmission(reader: FixedObjects(account)).mutate(&operation)
        let spec = operation.object?["spec"] ?? .null
        #expect(spec.text("serviceAccountName") == "default")
        let volume = spec.list("volumes")[0]
        #expect(volume.text("name").hasPrefix("kube-api-access-"))
        #expect(volume[path: "projected", "sources"]?.arrayValue?.count == 3)
        for container in spec.list("containers") {
            #expect(
                container.list("volumeMounts") == [
                    [
                        "name": volume["name"].orNull, "readOnly": true,
                        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                    ]
                ])
        }
    }

    @Test func podWaitsForTheAccountOfANewNamespace() async throws {
        let reader = FixedObjects()
        let plugin = ServiceAccountAdmission(reader: reader, defaultAccountAttempts: 200)
        async let late: Void = reader.set(account)
        var operation = create("pods", pod)
        try await plugin.mutate(&operation)
        await late
        #expect(operation.object?.text(path: "spec", "serviceAccountName") == "default")
    }

    @Test func missingAccountIsNamed() async {
        await #expect {
            var operation = create("pods", pod)
            try await ServiceAccountAdmission(reader: FixedObjects(), defaultAccountAttempts: 1).mutate(&operation)
        } throws: {
            ($0 as? StatusError)?.message
                == #"pods "p" is forbidden: error looking up service account x/default: serviceaccount "default" not found"#
        }
    }

    @Test func podOrAccountCanDoWithoutAToken() async throws {
        var silent = account
        silent["automountServiceAccountToken"] = false
        var operation = create("pods", pod)
        try await ServiceAccountAdmission(reader: FixedObjects(silent)).mutate(&operation)
        #expect(operation.object?[path: "spec", "volumes"] == nil)
        var wanting = pod
        wanting[path: ["spec", "automountServiceAccountToken"]] = true
        operation = create("pods", wanting)
        try await ServiceAccountAdmission(reader: FixedObjects(silent)).mutate(&operation)
        #expect(operation.object?[path: "spec", "volumes"] != nil)
    }

    @Test func namespaceMustExistAndLive() async throws {
        let lifecycle = NamespaceLifecycle(reader: FixedObjects(namespace))
        var good = create("configmaps", ["metadata": ["name": "c"]])
        try await lifecycle.mutate(&good)
        await #expect {
            var operation = create("configmaps", ["metadata": ["name": "c"]], namespace: "none")
            try await lifecycle.mutate(&operation)
        } throws: {
            ($0 as? StatusError)?.message == #"namespaces "none" not found"#
        }
        var ending = namespace
        ending[path: ["status", "phase"]] = "Terminating"
        await #expect {
            var operation = create("configmaps", ["metadata": ["name": "c"]])
            try await NamespaceLifecycle(reader: FixedObjects(ending)).mutate(&operation)
        } throws: {
            ($0 as? StatusError)?.message
                == #"configmaps "c" is forbidden: unable to create new content in namespace x because it is being terminated"#
        }
    }

    @Test func immortalNamespacesCannotBeDeleted() async {
        await #expect {
            var operation = AdmissionOperation(
                kind: .delete, type: BuiltInResources.definition("namespaces").type, subresource: "", namespace: "",
                name: "kube-system", user: UserInfo(name: "root"), isDryRun: false, object: nil, old: .emptyObject)
            try await NamespaceLifecycle(reader: FixedObjects()).mutate(&operation)
        } throws: {
            ($0 as? StatusError)?.code == 403
        }
    }

    @Test func tolerationsAreAddedOnlyWhereNoneIsGiven() async throws {
        var own = pod
        own[path: ["spec", "tolerations"]] = [
            ["key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5]
        ]
        var operation = create("pods", own)
        try await DefaultTolerationSeconds().mutate(&operation)
        let tolerations = operation.object?["spec"]?.list("tolerations") ?? []
        #expect(tolerations.count == 2)
        #expect(tolerations.map { $0["tolerationSeconds"]?.intValue } == [5, 300])
    }

    @Test func nobodyGrantsWhatTheyDoNotHave() async throws {
        let reader = FixedObjects(
            tree(
                #"{"kind":"ClusterRole","metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]},{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["create"]}]}"#
            ),
            tree(
                #"{"kind":"ClusterRoleBinding","metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"User","name":"jane"}]}"#
            ),
            tree(
                #"{"kind":"ClusterRole","metadata":{"name":"all"},"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}"#
            ))
        let roles = RBACAuthorizer(reader: reader)
        func judge(_ operation: AdmissionOperation) async throws(StatusError) {
            var operation = operation
            try await EscalationGuard(roles: roles, authorizer: roles).mutate(&operation)
        }
        let modest = tree(
            #"{"metadata":{"name":"m"},"rules":[{"apiGroups":[""],"resources":["pods"],"resourceNames":["a"],"verbs":["get"]}]}"#)
        let greedy = tree(#"{"metadata":{"name":"g"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]}"#)
        try await judge(create("roles.rbac.authorization.k8s.io", modest))
        await #expect {
            try await judge(create("roles.rbac.authorization.k8s.io", greedy))
        } throws: {
            ($0 as? StatusError)?.message == """
                roles.rbac.authorization.k8s.io "g" is forbidden: user "jane" (groups=[]) is attempting to grant RBAC \
                permissions not currently held:
                {APIGroups:[""], Resources:["secrets"], Verbs:["get"]}
                """
        }
        let binding = tree(#"{"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"all"},"subjects":[]}"#)
        await #expect(throws: StatusError.self) {
            try await judge(create("rolebindings.rbac.authorization.k8s.io", binding))
        }
        let master = UserInfo(name: "root", groups: ["system:masters"])
        try await judge(create("rolebindings.rbac.authorization.k8s.io", binding, user: master))
    }
}

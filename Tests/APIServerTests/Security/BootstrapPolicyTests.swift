import JSON
import Testing

@testable import APIServer

@Suite struct BootstrapPolicyTests {
    private let objects = BootstrapPolicy.objects

    private func named(_ kind: String, _ name: String) -> JSONValue? {
        objects.first { $0["kind"]?.stringValue == kind && $0[path: "metadata", "name"]?.stringValue == name }
    }

    @Test func everyBindingNamesARoleOfThePolicy() {
        for object in objects where object["kind"]?.stringValue?.hasSuffix("Binding") == true {
            let role = object["roleRef"] ?? .null
            #expect(named(role.text("kind"), role.text("name")) != nil, "\(object.text(path: "metadata", "name"))")
        }
    }

    @Test func everyObjectIsValid() {
        for object in objects {
            let isNamespaced = object[path: "metadata", "namespace"] != nil
            let rules =
                object.text("kind").hasSuffix("Binding")
                ? RoleRules.binding(isNamespaced: isNamespaced) : RoleRules.role(isNamespaced: isNamespaced)
            var object = object
            rules.applyDefaults(&object)
            #expect(rules.validate(object, nil) == [], "\(object.text(path: "metadata", "name"))")
        }
    }

    @Test func rulesReadAsKubernetesHasThem() {
        let viewer = named("ClusterRole", "system:aggregate-to-view")
        #expect(viewer?[path: "metadata", "labels", "rbac.authorization.k8s.io/aggregate-to-view"] == "true")
        #expect(
            viewer?.list("rules").contains(
                tree(#"{"apiGroups":[""],"resources":["namespaces"],"verbs":["get","list","watch"]}"#)) == true)
        #expect(
            named("ClusterRole", "system:public-info-viewer")?.list("rules")
                == [tree(#"{"nonResourceURLs":["/healthz","/livez","/readyz","/version","/version/"],"verbs":["get"]}"#)])
        #expect(
            named("ClusterRoleBinding", "system:public-info-viewer")?.list("subjects").map { $0.text("name") }
                == ["system:authenticated", "system:unauthenticated"])
        #expect(objects.filter { $0.text("kind") == "ClusterRole" }.count > 60)
    }

    @Test func aggregatedRolesShowWhatTheyCollect() {
        let view = named("ClusterRole", "system:aggregate-to-view")?.list("rules") ?? []
        #expect(named("ClusterRole", "view")?.list("rules") == view)
        #expect(named("ClusterRole", "admin")?.list("rules").count ?? 0 > view.count)
    }

    @Test func completingKeepsWhatWasAddedAndRespectsTheSwitch() throws {
        let wanted = try #require(named("ClusterRole", "system:basic-user"))
        var current = wanted
        let extra = tree(#"{"apiGroups":["x"],"resources":["y"],"verbs":["get"]}"#)
        current["rules"] = .array([extra])
        let merged = BootstrapPolicyReconciler.merged(wanted, into: current)
        #expect(merged.list("rules") == [extra] + wanted.list("rules"))
        current[path: ["metadata", "annotations", "rbac.authorization.kubernetes.io/autoupdate"]] = "false"
        #expect(BootstrapPolicyReconciler.merged(wanted, into: current) == current)
    }

    @Test func standardRolesLetTheComponentsWork() async {
        let authorizer = RBACAuthorizer(reader: FixedObjects(objects))
        func may(_ user: String, _ verb: String, _ resource: String, group: String = "", subresource: String = "") async -> Bool {
            let attributes = RequestAttributes(
                user: UserInfo(name: user), verb: verb, isResourceRequest: true, group: group, version: "v1",
                resource: resource, subresource: subresource, namespace: "x", name: "n")
            if case .allow = await authorizer.authorize(attributes) { return true }
            return false
        }
        #expect(await may("system:kube-scheduler", "create", "pods", subresource: "binding"))
        #expect(await may("system:kube-scheduler", "patch", "events"))
        #expect(await may("system:kube-controller-manager", "create", "replicasets", group: "apps"))
        #expect(await may("system:kube-controller-manager", "update", "namespaces", subresource: "finalize"))
        #expect(await may("system:kube-controller-manager", "create", "endpointslices", group: "discovery.k8s.io"))
        #expect(await !may("system:kube-scheduler", "create", "secrets"))
    }
}

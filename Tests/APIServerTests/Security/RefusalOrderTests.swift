import JSON
import TestSupport
import Testing
import Transport

@testable import APIServer

/// Which check answers when several would refuse, and what it calls the object.
@Suite struct RefusalOrderTests {
    private static let rbac = "/apis/rbac.authorization.k8s.io/v1"

    private func pod(_ metadata: JSONValue, _ spec: JSONValue = [:]) -> JSONValue {
        var pod: JSONValue = ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec]
        pod[path: ["spec", "containers"]] = [["name": "c", "image": "x:1"]]
        return pod
    }

    @Test func aNamelessObjectIsCalledByWhatWasGiven() async throws {
        try await TestCluster.run { cluster in
            let pods = "/api/v1/namespaces/default/pods"
            let prefixed = try await cluster.send(
                "POST", pods, pod(["generateName": "gen-"], ["priorityClassName": "nope"]))
            #expect(prefixed.status == 403)
            #expect(prefixed.body["message"] == #"pods "gen-" is forbidden: no PriorityClass with name nope was found"#)
            #expect(prefixed.body["details"] == ["name": "gen-", "kind": "pods"])
            let nameless = try await cluster.send("POST", pods, pod([:], ["priorityClassName": "nope"]))
            #expect(nameless.body["message"] == #"pods "Unknown" is forbidden: no PriorityClass with name nope was found"#)
            let wrong = try await cluster.send("POST", pods, pod([:], ["restartPolicy": "Sometimes"]))
            #expect(wrong.status == 422)
            #expect(wrong.body[path: "details", "causes"]?.arrayValue?.count == 2)
        }
    }

    @Test func theNamespaceIsLookedForBeforeAnythingInIt() async throws {
        try await TestCluster.run { cluster in
            let missing: JSONValue = ["name": "none", "kind": "namespaces"]
            let eviction = try await cluster.send(
                "POST", "/api/v1/namespaces/none/pods/p/eviction",
                ["apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": "p"]])
            #expect(eviction.status == 404)
            #expect(eviction.body["details"] == missing)
            let token = try await cluster.send(
                "POST", "/api/v1/namespaces/none/serviceaccounts/a/token",
                ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["audiences": ["x"]]])
            #expect(token.status == 404)
            #expect(token.body["message"] == #"namespaces "none" not found"#)
            // Whether a namespace is there is nobody's business who only asks what is allowed.
            let review = try await cluster.send(
                "POST", "/apis/authorization.k8s.io/v1/namespaces/none/localsubjectaccessreviews",
                [
                    "apiVersion": "authorization.k8s.io/v1", "kind": "LocalSubjectAccessReview",
                    "spec": ["user": "jane", "resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "none"]],
                ])
            #expect(review.status == 201)
            #expect(review.body[path: "metadata", "namespace"] == "none")
        }
    }

    @Test func whoMayNotGrantARoleIsNotToldWhatElseIsWrongWithIt() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(
                "\(Self.rbac)/clusterroles",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "jane"],
                    "rules": [
                        [
                            "apiGroups": ["rbac.authorization.k8s.io"],
                            "resources": ["roles", "rolebindings", "clusterrolebindings"], "verbs": ["create"],
                        ]
                    ],
                ])
            try await cluster.make(
                "\(Self.rbac)/clusterrolebindings",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "jane"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "jane"],
                    "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
                ])
            let jane = cluster.exchange(user: "jane", groups: [])
            let bad: JSONValue = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "a/b"],
                "rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]], ["verbs": ["get"]]],
            ]
            let roles = "\(Self.rbac)/namespaces/default/roles"
            #expect(try await cluster.send("POST", roles, bad, as: jane).status == 403)
            #expect(try await cluster.send("POST", roles, bad).status == 422)
            func bind(_ kind: JSONValue, at path: String, _ plural: String) async throws -> TestAnswer {
                try await cluster.send(
                    "POST", "\(Self.rbac)/\(path)",
                    [
                        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(plural), "metadata": ["name": "b"],
                        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "ghost"],
                    ], as: jane)
            }
            let unknown = try await bind("Thing", at: "namespaces/default/rolebindings", "RoleBinding")
            #expect(unknown.status == 500)
            #expect(unknown.body["message"] == #"unsupported role reference kind: "Thing""#)
            let ghost = try await bind("Role", at: "clusterrolebindings", "ClusterRoleBinding")
            #expect(ghost.status == 404)
            #expect(ghost.body["message"] == #"roles.rbac.authorization.k8s.io "ghost" not found"#)
        }
    }

    @Test func aTokenRequestNamesTheAccountOfItsPath() async throws {
        try await TestCluster.run { cluster in
            func ask(_ metadata: JSONValue) async throws -> TestAnswer {
                try await cluster.send(
                    "POST", "/api/v1/namespaces/default/serviceaccounts/default/token",
                    ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "metadata": metadata, "spec": [:]])
            }
            let other = try await ask(["name": "other"])
            #expect(other.status == 422)
            #expect(
                other.body["message"]
                    == #"TokenRequest.authentication.k8s.io "default" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified"#
            )
            let earlier = try await ask(["uid": "earlier"])
            #expect(earlier.status == 409)
            #expect(earlier.body["reason"] == "Conflict")
            let own = try await ask(["name": "default"])
            #expect(own.status == 201)
            #expect(own.body[path: "metadata", "uid"]?.stringValue?.isEmpty == false)
            #expect(own.body[path: "spec", "expirationSeconds"] == 3600)
        }
    }

    @Test func aRulesReviewShowsTheRulesAndNothingOfTheRequest() async throws {
        try await TestCluster.run { cluster in
            func ask(_ exchange: LocalExchange?) async throws -> JSONValue {
                try await cluster.send(
                    "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                    [
                        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
                        "spec": ["namespace": "default"],
                    ], as: exchange
                ).body
            }
            let admin = try await ask(nil)
            #expect(admin["spec"] == [:])
            #expect(admin["metadata"] == [:])
            let all: JSONValue = ["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]
            #expect(admin["status"]?.list("resourceRules").filter { $0 == all }.count == 1)
            try await cluster.make(
                "\(Self.rbac)/clusterrolebindings",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "b"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "ghost"],
                    "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
                ])
            let jane = try await ask(cluster.exchange(user: "jane"))
            #expect(
                jane[path: "status", "evaluationError"] == #"clusterrole.rbac.authorization.k8s.io "ghost" not found"#)
            #expect(jane[path: "status", "incomplete"] == false)
        }
    }

    @Test func aPodThatIsPutWithoutItsPriorityKeepsIt() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            let made = try await cluster.send("POST", path, pod(["name": "p"]))
            var changed = made.body
            changed[path: ["spec", "priority"]] = nil
            changed[path: ["spec", "preemptionPolicy"]] = nil
            changed[path: ["metadata", "labels"]] = ["a": "b"]
            let put = try await cluster.send("PUT", "\(path)/p", changed)
            #expect(put.status == 200, "\(put.text)")
            #expect(put.body[path: "spec", "priority"] == 0)
            #expect(put.body[path: "spec", "preemptionPolicy"] == "PreemptLowerPriority")
        }
    }
}

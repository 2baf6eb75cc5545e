import JSON
import TestSupport
import Testing
import Transport

@Suite struct AccessReviewTests {
    private static let group = "/apis/authorization.k8s.io/v1"

    private func review(
        _ cluster: TestCluster, _ spec: JSONValue, kind: String = "SubjectAccessReview", metadata: JSONValue = [:],
        as exchange: LocalExchange? = nil
    ) async throws -> TestAnswer {
        let place = kind == "LocalSubjectAccessReview" ? "/namespaces/default" : ""
        return try await cluster.send(
            "POST", "\(Self.group)\(place)/\(kind.lowercased())s",
            ["apiVersion": "authorization.k8s.io/v1", "kind": .string(kind), "metadata": metadata, "spec": spec], as: exchange)
    }

    private func causes(_ answer: TestAnswer) -> [String] {
        answer.body[path: "details", "causes"]?.arrayValue?.map { cause in
            "\(cause["field"]?.stringValue ?? "") \(cause["message"]?.stringValue ?? "")"
        } ?? []
    }

    private let pods: JSONValue = ["verb": "get", "resource": "pods", "namespace": "default"]

    @Test func reviewMustSayWhoAndWhat() async throws {
        try await TestCluster.run { cluster in
            let empty = try await review(cluster, [:])
            #expect(empty.status == 422)
            #expect(
                causes(empty) == [
                    "spec.resourceAttributes Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
                    #"spec.user Invalid value: "": at least one of user or group must be specified"#,
                ])
            let both = try await review(
                cluster, ["user": "jane", "resourceAttributes": pods, "nonResourceAttributes": ["path": "/x", "verb": "get"]])
            #expect(
                causes(both).first?.hasSuffix("cannot be specified in combination with resourceAttributes") == true)
            let named = try await review(cluster, ["user": "jane", "resourceAttributes": pods], metadata: ["name": "x"])
            #expect(causes(named).first?.hasSuffix("must be empty") == true)
            #expect(try await review(cluster, ["groups": ["g"], "resourceAttributes": pods]).status == 201)
        }
    }

    @Test func localReviewStaysInItsNamespace() async throws {
        try await TestCluster.run { cluster in
            let kind = "LocalSubjectAccessReview"
            let other = try await review(
                cluster, ["user": "jane", "resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "x"]], kind: kind
            )
            #expect(
                causes(other) == [#"spec.resourceAttributes.namespace Invalid value: "x": must match metadata.namespace"#])
            let path = try await review(
                cluster, ["user": "jane", "nonResourceAttributes": ["path": "/x", "verb": "get"]], kind: kind)
            #expect(causes(path).first?.hasSuffix("disallowed on this kind of request") == true)
            #expect(
                try await review(
                    cluster, ["user": "jane", "resourceAttributes": pods], kind: kind, metadata: ["namespace": "default"]
                ).status == 201)
        }
    }

    @Test func selectorsAreCheckedAndCount() async throws {
        try await TestCluster.run { cluster in
            func node(_ selector: JSONValue) async throws -> TestAnswer {
                try await review(
                    cluster,
                    [
                        "user": "system:node:n1", "groups": ["system:nodes"],
                        "resourceAttributes": ["verb": "list", "resource": "pods", "version": "v1", "fieldSelector": selector],
                    ])
            }
            let own = try await node(["requirements": [["key": "spec.nodeName", "operator": "In", "values": ["n1"]]]])
            #expect(own.body[path: "status", "allowed"] == true)
            #expect(try await node(["rawSelector": "spec.nodeName=n1"]).body[path: "status", "allowed"] == true)
            let others = try await node(["rawSelector": "spec.nodeName=n2"])
            #expect(others.body[path: "status", "allowed"] == false)
            #expect(others.body[path: "status", "reason"] == "can only list/watch pods with spec.nodeName field selector")
            let prefix = "spec.resourceAttributes.fieldSelector"
            #expect(
                causes(try await node([:])) == [
                    "\(prefix).requirements Required value: when \(prefix) is specified, requirements or rawSelector is required"
                ])
            #expect(
                causes(try await node(["rawSelector": "a=b", "requirements": [["operator": "In"]]])) == [
                    "\(prefix).rawSelector Invalid value: \"a=b\": may not specified at the same time as requirements",
                    "\(prefix).requirements[0].key Required value: must be specified",
                    "\(prefix).requirements[0].values Required value: must be specified when `operator` is 'In' or 'NotIn'",
                ])
        }
    }

    @Test func callersReviewIsAboutTheCaller() async throws {
        try await TestCluster.run { cluster in
            let jane = cluster.exchange(user: "jane")
            let answer = try await review(
                cluster, ["nonResourceAttributes": ["path": "/version", "verb": "get"]], kind: "SelfSubjectAccessReview", as: jane
            )
            #expect(answer.body[path: "status", "allowed"] == true)
            let reason = answer.body[path: "status", "reason"]?.stringValue ?? ""
            #expect(reason.hasPrefix(#"RBAC: allowed by ClusterRoleBinding "system:"#))
            #expect(reason.hasSuffix(#" to Group "system:authenticated""#))
            // Only who may ask about others is answered about others.
            #expect(try await review(cluster, ["user": "bob", "resourceAttributes": pods], as: jane).status == 403)
        }
    }
}

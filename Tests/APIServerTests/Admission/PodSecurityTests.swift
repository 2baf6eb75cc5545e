import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct PodSecurityTests {
    private static let prefix = "pod-security.kubernetes.io/"

    @Test func restrictedNamespaceRefusesAPlainPodWithEveryReason() async throws {
        try await TestCluster.run { cluster in
            try await cluster.makeNamespace("strict", labels: ["pod-security.kubernetes.io/enforce": "restricted"])
            let path = "/api/v1/namespaces/strict/pods"
            let refused = try await cluster.send("POST", path, PodRequests.object("x"))
            #expect(refused.status == 403)
            #expect(refused.body["reason"] == "Forbidden")
            #expect(refused.body["details"] == ["name": "x", "kind": "pods"])
            #expect(
                refused.message == #"pods "x" is forbidden: violates PodSecurity "restricted:latest": "#
                    + #"allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), "#
                    + #"unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), "#
                    + #"runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), "#
                    + #"seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")"#
            )
            let good = try await cluster.send("POST", path, PodRequests.object("y", container: PodRequests.restrictedContainer))
            #expect(good.status == 201, "\(good.text)")
            #expect(good.warnings.isEmpty)
            // A namespace without labels lets everything in.
            try await cluster.created(PodRequests.path, PodRequests.object("z", spec: ["hostNetwork": true, "hostPID": true]))
        }
    }

    @Test func baselineNamesWhatTakesOverANode() async throws {
        try await TestCluster.run { cluster in
            try await cluster.makeNamespace("base", labels: ["pod-security.kubernetes.io/enforce": "baseline"])
            let spec: JSONValue = [
                "hostNetwork": true, "hostPID": true,
                "volumes": [["name": "v", "hostPath": ["path": "/"]]],
                "securityContext": ["sysctls": [["name": "kernel.msgmax", "value": "1"]]],
                "containers": [
                    [
                        "name": "a", "image": "x:1", "ports": [["containerPort": 80]],
                        "securityContext": ["privileged": true, "capabilities": ["add": ["SYS_ADMIN", "CHOWN"]]],
                    ]
                ],
            ]
            let refused = try await cluster.send("POST", "/api/v1/namespaces/base/pods", PodRequests.object("x", spec: spec))
            #expect(
                refused.message == #"pods "x" is forbidden: violates PodSecurity "baseline:latest": "#
                    + #"non-default capabilities (container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add), "#
                    + #"host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "v"), "#
                    + #"hostPort (container "a" uses hostPort 80), "#
                    + #"privileged (container "a" must not set securityContext.privileged=true), "#
                    + "forbidden sysctls (kernel.msgmax)")
        }
    }

    @Test func olderVersionsOfTheStandardKnowLess() async throws {
        try await TestCluster.run { cluster in
            try await cluster.makeNamespace(
                "old",
                labels: [
                    "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/enforce-version": "v1.7",
                    "pod-security.kubernetes.io/warn": "privileged",
                ])
            let path = "/api/v1/namespaces/old/pods"
            let refused = try await cluster.send("POST", path, PodRequests.object("x"))
            #expect(
                refused.message == #"pods "x" is forbidden: violates PodSecurity "restricted:v1.7": "#
                    + #"runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)"#)
            try await cluster.created(path, PodRequests.object("x", spec: ["securityContext": ["runAsNonRoot": true]]))
        }
    }

    @Test func warnModeLetsThePodInAndSaysSo() async throws {
        try await TestCluster.run { cluster in
            try await cluster.makeNamespace("mild", labels: ["pod-security.kubernetes.io/warn": "baseline"])
            let answer = try await cluster.send(
                "POST", "/api/v1/namespaces/mild/pods", PodRequests.object("x", spec: ["hostIPC": true]))
            #expect(answer.status == 201)
            #expect(answer.warnings == [#"would violate PodSecurity "baseline:latest": host namespaces (hostIPC=true)"#])
        }
    }

    @Test func workloadsOfAnEnforcingNamespaceAreOnlyWarnedAbout() async throws {
        try await TestCluster.run { cluster in
            try await cluster.makeNamespace("base", labels: ["pod-security.kubernetes.io/enforce": "baseline"])
            let deployment: JSONValue = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
                "spec": [
                    "selector": ["matchLabels": ["a": "b"]],
                    "template": [
                        "metadata": ["labels": ["a": "b"]],
                        "spec": ["hostNetwork": true, "containers": [["name": "c", "image": "x:1"]]],
                    ],
                ],
            ]
            let answer = try await cluster.send("POST", "/apis/apps/v1/namespaces/base/deployments", deployment)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.warnings == [#"would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)"#])
        }
    }

    @Test func labelsOfANamespaceMustBeLevelsAndVersions() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "POST", "/api/v1/namespaces",
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": [
                        "name": "bad",
                        "labels": [
                            "pod-security.kubernetes.io/enforce": "tight", "pod-security.kubernetes.io/warn-version": "1.30",
                        ],
                    ],
                ])
            #expect(answer.status == 422)
            #expect(
                answer.message == #"Namespace "bad" is invalid: "#
                    + #"[metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "tight": must be one of privileged, baseline, restricted, "#
                    + #"metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]"#
            )
        }
    }

    @Test func stricterLabelsNameThePodsThatWouldNotGetInAgain() async throws {
        try await TestCluster.run { cluster in
            for name in ["b", "a", "c"] { try await cluster.created(PodRequests.path, PodRequests.object(name)) }
            try await cluster.created(PodRequests.path, PodRequests.object("host", spec: ["hostNetwork": true]))
            let answer = try await cluster.mergePatch(
                "/api/v1/namespaces/default?dryRun=All",
                ["metadata": ["labels": ["pod-security.kubernetes.io/enforce": "restricted"]]])
            #expect(answer.status == 200)
            let common = "allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile"
            #expect(
                answer.warnings == [
                    #"existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest""#,
                    "a (and 2 other pods): \(common)", "host: host namespaces, \(common)",
                ])
        }
    }

    @Test func updateOfAPodIsCheckedOnlyWhereItMatters() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(PodRequests.path, PodRequests.object("x"))
            _ = try await cluster.mergePatch(
                "/api/v1/namespaces/default",
                ["metadata": ["labels": ["pod-security.kubernetes.io/enforce": "restricted"]]])
            let label = try await cluster.mergePatch("\(PodRequests.path)/x", ["metadata": ["labels": ["a": "b"]]])
            #expect(label.status == 200)
            let image = try await cluster.send(
                "PATCH", "\(PodRequests.path)/x", ["spec": ["containers": [["name": "c", "image": "other:1"]]]],
                contentType: "application/strategic-merge-patch+json")
            #expect(image.status == 403)
        }
    }

    @Test func theDefaultLevelAndExemptionsAreTheServersToSet() async throws {
        var configuration = ServerConfiguration()
        configuration.podSecurity = PodSecurityConfiguration(
            defaults: PodSecurityPolicy(all: PodSecurityStandard(.restricted, minorVersion: 30)))
        configuration.podSecurity.exemptNamespaces = ["kube-system"]
        try await TestCluster.run(configuration: configuration) { cluster in
            let refused = try await cluster.send("POST", PodRequests.path, PodRequests.object("x"))
            #expect(refused.message.contains(#"violates PodSecurity "restricted:v1.30""#))
            try await cluster.created(
                "/api/v1/namespaces/kube-system/serviceaccounts",
                ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default"]])
            try await cluster.created("/api/v1/namespaces/kube-system/pods", PodRequests.object("x"))
        }
    }
}

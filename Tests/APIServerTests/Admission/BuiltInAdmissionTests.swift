import Encodings
import JSON
import PKI
import TestSupport
import Testing
import Transport

/// The smaller built-in plug-ins, through the server.
struct BuiltInAdmissionTests {
    // MARK: Classes

    private static let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
    private static let storageClasses = "/apis/storage.k8s.io/v1/storageclasses"

    private func makeStorageClass(_ cluster: TestCluster, _ name: String, isDefault: Bool, expands: Bool = false) async throws {
        try await cluster.created(
            Self.storageClasses,
            [
                "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
                "metadata": [
                    "name": .string(name),
                    "annotations": ["storageclass.kubernetes.io/is-default-class": isDefault ? "true" : "false"],
                ],
                "provisioner": "example.com/disk", "allowVolumeExpansion": .bool(expands),
            ])
    }

    private func claim(_ name: String, _ spec: JSONValue = .emptyObject) -> JSONValue {
        var spec = spec
        spec["accessModes"] = ["ReadWriteOnce"]
        spec["resources"] = ["requests": ["storage": "1Gi"]]
        return ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": .string(name)], "spec": spec]
    }

    @Test func claimsWithoutAClassGetTheDefaultOne() async throws {
        try await TestCluster.run { cluster in
            let none = try await cluster.created(Self.claims, claim("none"))
            #expect(none[path: "spec", "storageClassName"] == nil)
            #expect(none[path: "metadata", "finalizers"] == ["kubernetes.io/pvc-protection"])
            try await makeStorageClass(cluster, "slow", isDefault: false)
            try await makeStorageClass(cluster, "fast", isDefault: true)
            #expect(try await cluster.created(Self.claims, claim("a"))[path: "spec", "storageClassName"] == "fast")
            let empty = try await cluster.created(Self.claims, claim("b", ["storageClassName": ""]))
            #expect((empty[path: "spec", "storageClassName"]?.stringValue ?? "") == "")
        }
    }

    @Test func claimsGrowOnlyWhenBoundAndTheClassAllowsIt() async throws {
        try await TestCluster.run { cluster in
            try await makeStorageClass(cluster, "fixed", isDefault: false)
            try await makeStorageClass(cluster, "elastic", isDefault: false, expands: true)
            let larger: JSONValue = ["spec": ["resources": ["requests": ["storage": "2Gi"]]]]
            for name in ["fixed", "elastic"] {
                try await cluster.created(Self.claims, claim(name, ["storageClassName": .string(name), "volumeName": "v"]))
                let early = try await cluster.mergePatch("\(Self.claims)/\(name)", larger)
                #expect(early.status == 403 || early.status == 422)
                _ = try await cluster.mergePatch("\(Self.claims)/\(name)/status", ["status": ["phase": "Bound"]])
            }
            let fixed = try await cluster.mergePatch("\(Self.claims)/fixed", larger)
            #expect(
                fixed.message
                    == #"persistentvolumeclaims "fixed" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"#
            )
            let elastic = try await cluster.mergePatch("\(Self.claims)/elastic", larger)
            #expect(elastic.status == 200, "\(elastic.text)")
        }
    }

    @Test func ingressesWithoutAClassGetTheDefaultOne() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(
                "/apis/networking.k8s.io/v1/ingressclasses",
                [
                    "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
                    "metadata": [
                        "name": "web", "annotations": ["ingressclass.kubernetes.io/is-default-class": "true"],
                    ],
                    "spec": ["controller": "example.com/web"],
                ])
            let made = try await cluster.created(
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                [
                    "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "i"],
                    "spec": ["defaultBackend": ["service": ["name": "s", "port": ["number": 80]]]],
                ])
            #expect(made[path: "spec", "ingressClassName"] == "web")
        }
    }

    @Test func runtimeClassGivesOverheadAndPlacement() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(
                "/apis/node.k8s.io/v1/runtimeclasses",
                [
                    "apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": ["name": "vm"], "handler": "kata",
                    "overhead": ["podFixed": ["memory": "64Mi"]],
                    "scheduling": [
                        "nodeSelector": ["vm": "yes"], "tolerations": [["key": "vm", "operator": "Exists"]],
                    ],
                ])
            let made = try await cluster.created(PodRequests.path, PodRequests.object("p", spec: ["runtimeClassName": "vm"]))
            #expect(made[path: "spec", "overhead"] == ["memory": "64Mi"])
            #expect(made[path: "spec", "nodeSelector", "vm"] == "yes")
            #expect(made["spec"]?["tolerations"]?.arrayValue?.contains { $0["key"] == "vm" } == true)
            let unknown = try await cluster.send(
                "POST", PodRequests.path, PodRequests.object("q", spec: ["runtimeClassName": "none"]))
            #expect(unknown.message == #"pods "q" is forbidden: pod rejected: RuntimeClass "none" not found"#)
            let clash = try await cluster.send(
                "POST", PodRequests.path, PodRequests.object("r", spec: ["runtimeClassName": "vm", "nodeSelector": ["vm": "no"]]))
            #expect(
                clash.message
                    == #"pods "r" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no"#
            )
        }
    }

    // MARK: Nodes

    @Test func bindingTellsThePodItsZone() async throws {
        try await TestCluster.run { cluster in
            let node = try await cluster.created(
                "/api/v1/nodes",
                [
                    "apiVersion": "v1", "kind": "Node",
                    "metadata": [
                        "name": "n",
                        "labels": [
                            "topology.kubernetes.io/zone": "z", "topology.kubernetes.io/region": "r", "other": "o",
                        ],
                    ],
                ])
            #expect(node["spec"]?["taints"] == [["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]])
            try await cluster.created(PodRequests.path, PodRequests.object("p"))
            try await cluster.created(
                "\(PodRequests.path)/p/binding",
                ["apiVersion": "v1", "kind": "Binding", "metadata": ["name": "p"], "target": ["kind": "Node", "name": "n"]])
            let bound = try await cluster.send("GET", "\(PodRequests.path)/p").body
            #expect(
                bound[path: "metadata", "labels"]
                    == ["topology.kubernetes.io/zone": "z", "topology.kubernetes.io/region": "r"])
        }
    }

    @Test func podWithSchedulingGatesIsNotBound() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(
                PodRequests.path, PodRequests.object("p", spec: ["schedulingGates": [["name": "example.com/wait"]]]))
            let refused = try await cluster.send(
                "POST", "\(PodRequests.path)/p/binding",
                ["apiVersion": "v1", "kind": "Binding", "metadata": ["name": "p"], "target": ["kind": "Node", "name": "n"]])
            #expect(refused.status == 409)
            #expect(refused.message.hasSuffix("pod p has non-empty .spec.schedulingGates"))
        }
    }

    @Test func nodeChangesOnlyItselfAndLabelsOfKubelets() async throws {
        try await TestCluster.run { cluster in
            let node = cluster.exchange(user: "system:node:n", groups: ["system:nodes", "system:authenticated"])
            func create(_ name: String, _ labels: JSONValue) async throws -> TestAnswer {
                try await cluster.send(
                    "POST", "/api/v1/nodes",
                    ["apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(name), "labels": labels]], as: node)
            }
            let other = try await create("other", .emptyObject)
            #expect(
                other.message
                    == #"nodes "other" is forbidden: node "n" is not allowed to modify node "other""#)
            #expect(
                try await create("n", ["kubernetes.io/hostname": "n", "node-role.kubernetes.io/control-plane": ""]).message
                    == #"nodes "n" is forbidden: node "n" is not allowed to set the following labels: node-role.kubernetes.io/control-plane"#
            )
            #expect(try await create("n", ["kubernetes.io/hostname": "n", "node.kubernetes.io/x": "y", "a": "b"]).status == 201)
        }
    }

    // MARK: Certificates

    private static let requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests"

    private func request(_ name: String, signer: String = "example.com/own") throws -> JSONValue {
        let pem = try SigningRequest.create(commonName: "jane").requestPEM
        return [
            "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": ["name": .string(name)],
            "spec": [
                "request": .string(Base64.encode(Array(pem.utf8))), "signerName": .string(signer),
                "usages": ["client auth", "digital signature"], "username": "somebody else",
            ],
        ]
    }

    @Test func requestsAreInTheNameOfWhoMakesThemAndApprovedOnce() async throws {
        try await TestCluster.run { cluster in
            let made = try await cluster.created(Self.requests, try request("r"))
            #expect(made[path: "spec", "username"] == "admin")
            let approved = try await cluster.mergePatch(
                "\(Self.requests)/r/approval",
                ["status": ["conditions": [["type": "Approved", "status": "True", "reason": "Fine"]]]])
            #expect(approved.status == 200, "\(approved.text)")
            let condition = approved.body["status"]?["conditions"]?.arrayValue?.first
            #expect(condition?["lastUpdateTime"] != nil && condition?["lastTransitionTime"] != nil)
            let both = try await cluster.mergePatch(
                "\(Self.requests)/r/approval",
                [
                    "status": [
                        "conditions": [["type": "Approved", "status": "True"], ["type": "Denied", "status": "True"]]
                    ]
                ])
            #expect(both.message.contains("Approved and Denied conditions are mutually exclusive"))
            let undone = try await cluster.mergePatch("\(Self.requests)/r/approval", ["status": ["conditions": nil]])
            #expect(undone.message.contains(#"updates may not remove a condition of type "Approved""#))
        }
    }

    @Test func approvingNeedsARightOnTheSigner() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(Self.requests, try request("r"))
            func grant(_ name: String, _ rules: JSONValue) async throws {
                try await cluster.created(
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                    [
                        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                        "metadata": ["name": .string(name)], "rules": rules,
                    ])
                try await cluster.created(
                    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                    [
                        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                        "metadata": ["name": .string(name)],
                        "roleRef": [
                            "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name),
                        ],
                        "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
                    ])
            }
            let jane = cluster.exchange(user: "jane", groups: ["system:authenticated"])
            let approval: JSONValue = ["status": ["conditions": [["type": "Approved", "status": "True"]]]]
            func approve() async throws -> TestAnswer {
                try await cluster.send(
                    "PATCH", "\(Self.requests)/r/approval", approval, contentType: "application/merge-patch+json", as: jane)
            }
            try await grant(
                "approval",
                [
                    [
                        "apiGroups": ["certificates.k8s.io"], "resources": ["certificatesigningrequests/approval"],
                        "verbs": ["patch", "update"],
                    ]
                ])
            #expect(
                try await approve().message
                    == #"certificatesigningrequests.certificates.k8s.io "r" is forbidden: user not permitted to approve requests with signerName "example.com/own""#
            )
            try await grant(
                "signer",
                [
                    [
                        "apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "resourceNames": ["example.com/*"],
                        "verbs": ["approve"],
                    ]
                ])
            #expect(try await approve().status == 200)
        }
    }
}

import JSON
import KubeAPI
import KubeClient
import PKI
import Schema
import TestSupport
import Testing

@testable import Controllers

@Suite(.timeLimit(.minutes(10))) struct CertificateTests {
    private static let nodeUsages = ["digital signature", "client auth"]

    private let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.create(commonName: "test-ca") }

    private func request(
        _ name: String, _ asked: SigningRequest, signer: String, usages: [String], lifetime: Int32? = nil
    ) -> CertificateSigningRequest {
        CertificateSigningRequest(name: name, namespace: "") {
            $0.spec.request = Base64Bytes(Array(asked.requestPEM.utf8))
            $0.spec.signerName = signer
            $0.spec.usages = usages
            $0.spec.expirationSeconds = lifetime
        }
    }

    private func approve(_ request: CertificateSigningRequest, _ plane: ControlPlane) async throws {
        var approved = request
        approved.status.conditions = [
            CertificateSigningRequestCondition {
                $0.type = "Approved"
                $0.status = "True"
                $0.reason = "Test"
            }
        ]
        _ = try await plane.client.put(
            "/apis/certificates.k8s.io/v1/certificatesigningrequests/\(request.name)/approval", approved.json)
    }

    private func answered(
        _ name: String, _ plane: ControlPlane, _ isAnswered: (CertificateSigningRequest) -> Bool
    ) async throws -> CertificateSigningRequest {
        try await plane.eventually("the answer to \(name)") {
            let found = try await plane.client.get(
                CertificateSigningRequestShape.self, ObjectKey(namespace: "", name: name))
            return isAnswered(found) ? found : nil
        }
    }

    @Test func anApprovedRequestOfAUserIsSignedForTheTimeItAsksFor() async throws {
        try await ControlPlane.run(signingAuthority: authority) { plane in
            let asked = try SigningRequest.create(commonName: "jane", organizations: ["dev", "ops"])
            let made = try await plane.client.create(
                request(
                    "jane", asked, signer: "kubernetes.io/kube-apiserver-client", usages: ["client auth"], lifetime: 1200))
            try await approve(made, plane)
            let done = try await answered("jane", plane) { $0.status.certificate != nil }
            let pem = String(decoding: try #require(done.status.certificate).bytes, as: UTF8.self)
            #expect(try CertificateReader.ders(fromPEM: pem).count == 1)
            let summary = try CertificateReader.summary(ofPEM: pem)
            #expect(summary.commonName == "jane")
            #expect(summary.organizations == ["dev", "ops"])
            #expect(summary.notAfter - summary.notBefore == 1500)
            let verifier = try CertificateVerifier(authoritiesPEM: authority.certificatePEM) { 0 }
            #expect(await verifier.isTrusted(try CertificateReader.ders(fromPEM: pem)))
        }
    }

    @Test func aRequestForMoreThanTheSignerGivesFails() async throws {
        try await ControlPlane.run(signingAuthority: authority) { plane in
            let asked = try SigningRequest.create(commonName: "jane")
            let made = try await plane.client.create(
                request(
                    "jane", asked, signer: "kubernetes.io/kube-apiserver-client", usages: ["client auth", "server auth"]))
            try await approve(made, plane)
            let done = try await answered("jane", plane) { $0.status.conditions.contains { $0.type == "Failed" } }
            let failed = try #require(done.status.conditions.first { $0.type == "Failed" })
            #expect(failed.reason == "SignerValidationFailure")
            #expect(failed.message == "invalid usage for client certificate: server auth")
            #expect(failed.status == "True")
            #expect(done.status.certificate == nil)
        }
    }

    private func bind(_ role: String, _ kind: String, _ name: String, _ plane: ControlPlane) async throws {
        _ = try await plane.client.post(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                "metadata": ["generateName": "test-"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": .string(name)]],
            ])
    }

    @Test func aNodeRenewsItsOwnCertificateAndNobodyElseGetsIt() async throws {
        try await ControlPlane.run(signingAuthority: authority) { plane in
            let asked = try SigningRequest.create(commonName: "system:node:n1", organizations: ["system:nodes"])
            func make(_ name: String) -> CertificateSigningRequest {
                request(name, asked, signer: "kubernetes.io/kube-apiserver-client-kubelet", usages: Self.nodeUsages)
            }
            let rights = "system:certificates.k8s.io:certificatesigningrequests"
            try await bind("\(rights):selfnodeclient", "Group", "system:nodes", plane)
            try await bind("system:node-bootstrapper", "User", "stranger", plane)
            let stranger = plane.cluster.client(user: "stranger", groups: ["system:authenticated"])
            _ = try await stranger.create(make("strange"))
            let node = plane.cluster.client(user: "system:node:n1", groups: ["system:nodes", "system:authenticated"])
            _ = try await node.create(make("own"))
            let done = try await answered("own", plane) { $0.status.certificate != nil }
            let text = "Auto approving self kubelet client certificate after SubjectAccessReview."
            #expect(done.status.conditions.map(\.message) == [text])
            #expect(done.status.conditions.first?.reason == "AutoApproved")
            #expect(try await answered("strange", plane) { _ in true }.status.conditions.isEmpty)
        }
    }

    @Test func signersSayWhatIsWrongWithARequest() throws {
        func reason(
            _ signer: CertificateSigner, _ name: String, _ groups: [String], dns: [String] = [], ips: [String] = [],
            _ usages: [String]
        ) throws -> String? {
            let asked = try SigningRequest.create(commonName: name, organizations: groups, dnsNames: dns, ipAddresses: ips)
            return signer.reason(against: try SigningRequestReader.summary(ofPEM: asked.requestPEM), usages: usages)
        }
        let nodes = ["system:nodes"]
        let serving = ["digital signature", "server auth"]
        #expect(
            try reason(.client, "a", [], ["digital signature"]) == "missing required usage for client certificate: client auth")
        #expect(try reason(.nodeClient, "system:node:n", ["a"], Self.nodeUsages) == "subject organization is not system:nodes")
        #expect(
            try reason(.nodeClient, "n", nodes, Self.nodeUsages) == "subject common name does not begin with system:node:")
        #expect(
            try reason(.nodeClient, "system:node:n", nodes, dns: ["n"], Self.nodeUsages)
                == "DNS subjectAltNames are not allowed")
        #expect(
            try reason(.nodeClient, "system:node:n", nodes, ips: ["10.0.0.1"], Self.nodeUsages)
                == "IP subjectAltNames are not allowed")
        #expect(
            try reason(.nodeClient, "system:node:n", nodes, serving)
                == "usages did not match [client auth digital signature key encipherment]")
        #expect(try reason(.nodeServer, "system:node:n", nodes, serving) == "DNS or IP subjectAltName is required")
        #expect(
            try reason(.nodeServer, "n", nodes, dns: ["n"], serving)
                == "subject common name does not begin with system:node:")
        #expect(
            try reason(.nodeServer, "system:node:n", nodes, dns: ["n"], serving + ["client auth"])
                == "usages did not match [digital signature key encipherment server auth]")
        #expect(
            try reason(.nodeServer, "system:node:n", nodes, ips: ["10.0.0.1"], serving + ["key encipherment"]) == nil)
    }

    @Test func answeredRequestsEndAfterAnHourAndForgottenOnesAfterADay() {
        let made = Timestamp(seconds: 1_000_000)
        func end(_ conditions: [(String, Timestamp)], certificate: String? = nil) -> Timestamp? {
            var request = CertificateSigningRequest(name: "r", namespace: "")
            request.metadata.creationTimestamp = made
            request.status.conditions = conditions.map { type, time in
                CertificateSigningRequestCondition {
                    $0.type = type
                    $0.status = "True"
                    $0.lastUpdateTime = time
                }
            }
            request.status.certificate = certificate.map { Base64Bytes(Array($0.utf8)) }
            return CertificateCleaningController.end(of: request)
        }
        let answered = Timestamp(seconds: 1_000_500)
        #expect(end([]) == made.advanced(bySeconds: 86_400))
        #expect(end([("Denied", answered)]) == answered.advanced(bySeconds: 3600))
        #expect(end([("Approved", answered)]) == nil)
        #expect(end([("Approved", answered)], certificate: "issued") == answered.advanced(bySeconds: 3600))
        #expect(end([("Approved", answered), ("Failed", answered)]) == nil)
    }
}

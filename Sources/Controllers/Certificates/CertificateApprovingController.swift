import JSON
import KubeAPI
import KubeClient
import PKI
import Schema

/// Approves requests for the client certificates of nodes, of those who have the right to make them: a node for itself, a
/// bootstrap token for a node.
struct CertificateApprovingController: Controller {
    /// After this, who may not have had the right is asked about again.
    private static let pause: Duration = .seconds(60)

    let name = "certificate-approving"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws { await feed(informers.certificateRequests) }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard var request = informers.certificateRequests[key], request.status.certificate == nil,
            !request.has("Approved"), !request.has("Denied"),
            request.spec.signerName == CertificateSigner.nodeClient.rawValue
        else { return .done }
        let asked = try SigningRequestReader.summary(ofPEM: request.requestPEM)
        guard CertificateSigner.nodeClient.reason(against: asked, usages: request.spec.usages) == nil else { return .done }
        var rights = [("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.")]
        if request.spec.username == asked.commonName {
            rights.insert(("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."), at: 0)
        }
        for (subresource, message) in rights where try await mayCreate(subresource, request.spec) {
            request.status.conditions.append(
                CertificateSigningRequestCondition {
                    $0.type = "Approved"
                    $0.status = "True"
                    $0.reason = "AutoApproved"
                    $0.message = message
                })
            _ = try await client.put("\(CertificateSigningRequestShape.type.path(to: key))/approval", request.json)
            return .done
        }
        return .again(after: Self.pause)
    }

    private func mayCreate(_ subresource: String, _ spec: CertificateSigningRequestSpec) async throws -> Bool {
        let extra = spec.extra.map { JSONObject.Member(key: $0.key, value: .array($0.value.map(JSONValue.string))) }
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": [
                "user": .string(spec.username), "uid": .string(spec.uid),
                "groups": .array(spec.groups.map(JSONValue.string)), "extra": .object(JSONObject(extra)),
                "resourceAttributes": [
                    "group": "certificates.k8s.io", "resource": "certificatesigningrequests", "verb": "create",
                    "subresource": .string(subresource),
                ],
            ],
        ]
        let answer = try await client.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        return answer["status"]?["allowed"] == true
    }
}

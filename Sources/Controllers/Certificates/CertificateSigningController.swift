import KubeAPI
import KubeClient
import PKI
import Schema

/// Signs the approved requests to the signers of Kubernetes with the cluster's authority.
struct CertificateSigningController: Controller {
    private static let shortest: Int64 = 600

    let name = "certificate-signing"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let authority: CertificateAuthority
    /// The longest that a certificate is good for, and what it gets that asks for no time.
    let validity: Duration

    func observe() async throws { await feed(informers.certificateRequests) }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard var request = informers.certificateRequests[key], request.isApproved, request.status.certificate == nil,
            !request.has("Failed"), let signer = CertificateSigner(rawValue: request.spec.signerName)
        else { return .done }
        let pem = request.requestPEM
        let usages = request.spec.usages
        if let reason = signer.reason(against: try SigningRequestReader.summary(ofPEM: pem), usages: usages) {
            request.status.conditions.append(
                CertificateSigningRequestCondition {
                    $0.type = "Failed"
                    $0.status = "True"
                    $0.reason = "SignerValidationFailure"
                    $0.message = reason
                    $0.lastUpdateTime = .now
                })
        } else {
            let certificate = try authority.issue(
                requestPEM: pem, usages: Set(usages.compactMap(RequestedUsage.init(rawValue:))), validity: life(of: request))
            request.status.certificate = Base64Bytes(Array(certificate.utf8))
        }
        // As it was read: of two who answer, one fails.
        _ = try await client.updateStatus(request)
        return .done
    }

    private func life(of request: CertificateSigningRequest) -> Duration {
        guard let wanted = request.spec.expirationSeconds else { return validity }
        return min(.seconds(max(Int64(wanted), Self.shortest)), validity)
    }
}

extension CertificateSigningRequest {
    var requestPEM: String { String(decoding: self.spec.request.bytes, as: UTF8.self) }
    var isApproved: Bool { has("Approved") && !has("Denied") }

    func has(_ condition: String) -> Bool { self.status.conditions.contains { $0.type == condition } }
}

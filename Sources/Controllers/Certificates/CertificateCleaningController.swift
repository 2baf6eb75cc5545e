import KubeAPI
import KubeClient
import PKI
import Schema

/// Removes requests for certificates that are of no use any more: an hour after they were answered, a day after they were made
/// and nobody answered, and when what was issued is no longer good.
struct CertificateCleaningController: Controller {
    private static let answeredSeconds: Int64 = 3600
    private static let pendingSeconds: Int64 = 24 * 3600

    let name = "certificate-cleaning"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws { await feed(informers.certificateRequests) }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let request = informers.certificateRequests[key], !request.isBeingDeleted else { return .done }
        guard let end = Self.end(of: request) else { return .done }
        let left = end.seconds - Timestamp.now.seconds
        guard left <= 0 else { return .again(after: .seconds(left)) }
        try await client.delete(
            CertificateSigningRequestShape.self, key,
            .init(preconditions: .init(uid: request.uid, resourceVersion: request.resourceVersion)))
        return .done
    }

    /// When a request has been there long enough; `nil` for one that waits for its signer, or whose signer refused it.
    static func end(of request: CertificateSigningRequest) -> Timestamp? {
        guard !request.status.conditions.isEmpty else {
            return request.metadata.creationTimestamp?.advanced(bySeconds: pendingSeconds)
        }
        var ends: [Timestamp] = []
        for condition in request.status.conditions {
            let isOver = condition.type == "Denied" || condition.type == "Approved" && request.status.certificate != nil
            guard isOver, let time = condition.lastUpdateTime else { continue }
            ends.append(time.advanced(bySeconds: answeredSeconds))
        }
        if request.has("Approved"), let certificate = request.status.certificate,
            let summary = try? CertificateReader.summary(ofPEM: String(decoding: certificate.bytes, as: UTF8.self))
        {
            ends.append(Timestamp(seconds: summary.notAfter))
        }
        return ends.min()
    }
}

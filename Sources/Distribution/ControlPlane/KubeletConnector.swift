import APIServer
import AsyncTools
import PKI
import Transport

/// Reaches kubelets with the API server's client certificate, and Pods and Services without one. One client an address.
struct KubeletConnector: NodeConnector {
    let certificate: IssuedCertificate
    let caPEM: String
    private let clients = Guarded<[String: HTTPClient]>([:])

    init(certificate: IssuedCertificate, caPEM: String) {
        self.certificate = certificate
        self.caPEM = caPEM
    }

    func kubelet(onNode name: String, address: String, port: Int) async throws -> any Exchange {
        try client(
            .https(host: address, port: port),
            ClientTLS(caPEM: caPEM, certificatePEM: certificate.certificatePEM, keyPEM: certificate.privateKeyPEM))
    }

    func endpoint(host: String, port: Int, usesTLS: Bool) async throws -> any Exchange {
        // Whoever may use the proxy chose the target; its certificate is not one of the cluster's.
        usesTLS
            ? try client(.https(host: host, port: port), ClientTLS(caPEM: nil, skipsVerification: true))
            : try client(.http(host: host, port: port), nil)
    }

    /// Past this many addresses the clients are made anew; Pods come and go.
    private static let limit = 256

    private func client(_ endpoint: HTTPClient.Endpoint, _ tls: ClientTLS?) throws -> HTTPClient {
        let key = endpoint.description
        if let known = clients.withLock({ $0[key] }) { return known }
        let client = try HTTPClient(configuration: HTTPClient.Configuration(endpoint: endpoint, tls: tls))
        return clients.withLock { clients in
            if let known = clients[key] { return known }
            if clients.count >= Self.limit { clients.removeAll() }
            clients[key] = client
            return client
        }
    }
}

import APIServer
import AsyncTools
import PKI
import Transport

/// Reaches kubelets with the API server's client certificate, and Pods and Services without one. One client an address.
struct KubeletConnector: NodeConnector {
    private struct State: Sendable {
        var certificate: IssuedCertificate
        var clients: [Peer: HTTPClient] = [:]
    }

    private struct Peer: Sendable, Hashable {
        let endpoint: HTTPClient.Endpoint
        /// Kubelets are shown the certificate, Pods and Services are not.
        let isKubelet: Bool
    }

    private let caPEM: String
    private let state: Guarded<State>

    init(certificate: IssuedCertificate, caPEM: String) {
        self.caPEM = caPEM
        state = Guarded(State(certificate: certificate))
    }

    /// New connections use this certificate; open ones go on. Throws when it cannot be used.
    func replaceCertificate(_ certificate: IssuedCertificate) throws {
        let known = state.withLock { state in
            state.certificate = certificate
            return state.clients.filter(\.key.isKubelet).map(\.value)
        }
        for client in known { try client.replaceTLS(tls(certificate)) }
    }

    private func tls(_ certificate: IssuedCertificate) -> ClientTLS {
        ClientTLS(caPEM: caPEM, certificatePEM: certificate.certificatePEM, keyPEM: certificate.privateKeyPEM)
    }

    func kubelet(onNode name: String, address: String, port: Int) async throws -> any Exchange {
        try client(Peer(endpoint: .https(host: address, port: port), isKubelet: true)) { tls($0) }
    }

    func endpoint(host: String, port: Int, usesTLS: Bool) async throws -> any Exchange {
        // Whoever may use the proxy chose the target; its certificate is not one of the cluster's.
        usesTLS
            ? try client(Peer(endpoint: .https(host: host, port: port), isKubelet: false)) { _ in
                ClientTLS(caPEM: nil, skipsVerification: true)
            }
            : try client(Peer(endpoint: .http(host: host, port: port), isKubelet: false)) { _ in nil }
    }

    /// Past this many addresses the clients are made anew; Pods come and go.
    private static let limit = 256

    private func client(_ peer: Peer, tls: (IssuedCertificate) -> ClientTLS?) throws -> HTTPClient {
        try state.withLock { state in
            if let known = state.clients[peer] { return known }
            let client = try HTTPClient(
                configuration: HTTPClient.Configuration(endpoint: peer.endpoint, tls: tls(state.certificate)))
            if state.clients.count >= Self.limit { state.clients.removeAll() }
            state.clients[peer] = client
            return client
        }
    }
}

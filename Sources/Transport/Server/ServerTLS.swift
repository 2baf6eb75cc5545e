import NIOCore
import NIOSSL

/// How a server proves who it is, and whom it believes.
package struct ServerTLS: Sendable {
    /// The leaf first, then what leads to the root.
    package var certificateChainPEM: String
    package var privateKeyPEM: String
    /// The authorities whose client certificates count. A client without a certificate is let in as anonymous, one
    /// with a certificate of another authority is refused in the handshake. `nil`: no certificate is asked for.
    package var clientCAsPEM: String?
    /// Off: a certificate of another authority is let in too, as `HTTPPeer.presentedCertificates`, and whoever answers
    /// requests must verify it. `clientCAsPEM` is then only what clients are told to choose by.
    package var verifiesClients: Bool

    package init(
        certificateChainPEM: String, privateKeyPEM: String, clientCAsPEM: String? = nil, verifiesClients: Bool = true
    ) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
        self.clientCAsPEM = clientCAsPEM
        self.verifiesClients = verifiesClients
    }

    /// TLS 1.2 and 1.3, HTTP/2 preferred. Throws `ServerError.badCertificate`.
    func makeContext(http2: Bool) throws(ServerError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificateChainPEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.shutdownTimeout = .seconds(1)
            configuration.applicationProtocols = http2 ? ["h2", "http/1.1"] : ["http/1.1"]
            if let clientCAsPEM {
                configuration.certificateVerification = .optionalVerification
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(clientCAsPEM.utf8)))
                configuration.sendCANameList = true
            }
            return try NIOSSLContext(configuration: configuration)
        } catch { throw .badCertificate("\(error)") }
    }
}

/// Why a server cannot serve.
package enum ServerError: Error, Sendable, CustomStringConvertible {
    case cannotListen(on: String, cause: String)
    case badCertificate(String)

    package var description: String {
        switch self {
        case .cannotListen(let address, let cause): "cannot listen on \(address): \(cause)"
        case .badCertificate(let cause): "cannot use the server certificate: \(cause)"
        }
    }
}

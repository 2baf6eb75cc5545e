import NIOCore
import NIOSSL

/// How a client knows the server, and proves who it is.
package struct ClientTLS: Sendable {
    /// The authorities a server's certificate must come from. `nil`: those of the system.
    package var caPEM: String?
    package var certificatePEM: String?
    package var keyPEM: String?
    /// The name the server's certificate must carry instead of the one that is dialled. A certificate with the address
    /// that is dialled is believed too.
    package var serverName: String?
    /// Believe any server. For a kubelet whose certificate authority is not known, never for credentials.
    package var skipsVerification: Bool

    package init(
        caPEM: String?, certificatePEM: String? = nil, keyPEM: String? = nil, serverName: String? = nil,
        skipsVerification: Bool = false
    ) {
        self.caPEM = caPEM
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }

    func makeContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // How long a closing connection waits for the server's goodbye.
        configuration.shutdownTimeout = .milliseconds(250)
        if let caPEM {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(caPEM.utf8)))
        }
        if skipsVerification {
            configuration.certificateVerification = .none
            // Without this the system's authorities are read, for nothing.
            configuration.trustRoots = .certificates([])
        }
        if let certificatePEM, let keyPEM {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

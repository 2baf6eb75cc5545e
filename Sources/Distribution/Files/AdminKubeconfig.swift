import PKI

/// The kubeconfig with all rights that every cluster keeps among its files.
struct AdminKubeconfig: Sendable {
    let path: String
    /// The name of its cluster, user and context.
    let context: String
    let server: String

    init(_ layout: ClusterLayout, server: String) {
        path = layout.adminKubeconfig
        context = layout.context
        self.server = server
    }

    /// The certificate in it; `nil` when there is none.
    var certificatePEM: String? { (try? Kubeconfig(path: path))?.certificatePEM(of: context) }

    /// Writes it with a new certificate.
    @discardableResult
    func renew(_ secrets: ClusterSecrets) throws -> IssuedCertificate {
        let admin = try secrets.adminCertificate()
        try Kubeconfig.add(entry(secrets, admin), to: path)
        return admin
    }

    func entry(_ secrets: ClusterSecrets, _ admin: IssuedCertificate) -> Kubeconfig.Entry {
        Kubeconfig.Entry(
            name: context, server: server, caPEM: secrets.authority.certificatePEM, certificatePEM: admin.certificatePEM,
            keyPEM: admin.privateKeyPEM)
    }
}

import Encodings
import Files
import PKI
import Schema

/// The keys of a cluster: its authority, the key that signs service-account tokens, and the token nodes join with.
/// Made once, kept in files of mode 0600 below `pki`.
struct ClusterSecrets: Sendable {
    let authority: CertificateAuthority
    let serviceAccountSigner: TokenSigner
    let joinSecret: String

    /// Loads what is there and makes what is missing.
    static func loadOrCreate(_ layout: ClusterLayout) throws -> ClusterSecrets {
        let directory = layout.certificates
        try FileSystem.makeDirectory(directory)
        let certificate = "\(directory)/ca.crt"
        let key = "\(directory)/ca.key"
        if !FileSystem.exists(certificate) {
            try CertificateAuthority.create(commonName: "swiftlet-\(layout.name)").save(
                certificatePath: certificate, privateKeyPath: key)
        }
        let authority = try CertificateAuthority.load(certificatePath: certificate, privateKeyPath: key)
        let signerFile = "\(directory)/service-account.key"
        if !FileSystem.exists(signerFile) { try FileSystem.replace(signerFile, with: TokenSigner.create().privateKeyPEM) }
        let signer = try TokenSigner(privateKeyPEM: try FileSystem.readText(signerFile))
        let secretFile = "\(directory)/join.secret"
        if !FileSystem.exists(secretFile) { try FileSystem.replace(secretFile, with: SecureRandom.hex(bytes: 32)) }
        let secrets = ClusterSecrets(
            authority: authority, serviceAccountSigner: signer, joinSecret: try FileSystem.readText(secretFile))
        try FileSystem.replace(layout.joinToken, with: try secrets.joinToken().text + "\n")
        return secrets
    }

    func joinToken() throws -> JoinToken { JoinToken(secret: joinSecret, caPEM: authority.certificatePEM) }

    /// A client certificate for `kubectl` with all rights.
    func adminCertificate() throws -> IssuedCertificate {
        try authority.issue(.client(user: "kubernetes-admin", groups: ["system:masters"]))
    }

    /// What the API server shows to kubelets. No right at the API server comes with it: a node says itself where its kubelet is.
    func kubeletClientCertificate(validity: Duration) throws -> IssuedCertificate {
        try authority.issue(
            .client(user: "kube-apiserver-kubelet-client", groups: []), validity: validity)
    }

    /// What the API server shows to its clients.
    func serverCertificate(_ names: ServerNames, validity: Duration) throws -> IssuedCertificate {
        try authority.issue(
            .server(commonName: "kube-apiserver", dnsNames: names.names, ipAddresses: names.addresses), validity: validity)
    }
}

/// The names and addresses that the API server is reached by.
struct ServerNames: Sendable {
    let names: [String]
    let addresses: [String]

    init(_ plan: ClusterPlan, serviceAddress: String, domain: String) {
        let given = Set(plan.serverNames + ["localhost", "127.0.0.1", serviceAddress] + plan.nodes.prefix(1).map(\.address))
        let kubernetes = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.\(domain)"]
        names = kubernetes + given.filter { !Self.isAddress($0) }.sorted()
        addresses = given.filter(Self.isAddress).sorted()
    }

    private static func isAddress(_ text: String) -> Bool {
        text.contains(":") || text.allSatisfy { $0.isNumber || $0 == "." }
    }
}

/// What a machine needs to become a node: the secret that lets it in, and the authority it must find at the other end.
/// Text form: `swl1.SECRET.CERTIFICATE`, the certificate in base64.
struct JoinToken: Sendable {
    let secret: String
    let caPEM: String

    init(secret: String, caPEM: String) {
        self.secret = secret
        self.caPEM = caPEM
    }

    init?(text: String) {
        let parts = text.split(whereSeparator: \.isWhitespace).first?.split(separator: ".") ?? []
        guard parts.count == 3, parts[0] == "swl1", !parts[1].isEmpty, let bytes = Base64.decode(String(parts[2]))
        else { return nil }
        secret = String(parts[1])
        caPEM = String(decoding: bytes, as: UTF8.self)
    }

    var text: String { "swl1.\(secret).\(Base64.encode(Array(caPEM.utf8)))" }
}

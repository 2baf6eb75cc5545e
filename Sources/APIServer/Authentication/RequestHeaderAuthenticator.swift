import Encodings
package import PKI
package import Transport

/// Takes the user's name, groups and the rest from headers that a front proxy sets, which proves with a client certificate
/// of its own authority that it is one.
package struct RequestHeaderAuthenticator: Authenticator {
    /// Which headers carry what. The first header with a value gives the user and the UID; every one gives groups.
    package struct Configuration: Sendable {
        /// The authorities of the front proxies' certificates.
        package var authoritiesPEM: String
        /// Common names of front proxies; none: every certificate of the authorities.
        package var allowedNames: [String]
        package var userHeaders: [String]
        package var uidHeaders: [String]
        package var groupHeaders: [String]
        package var extraHeaderPrefixes: [String]

        package init(
            authoritiesPEM: String, allowedNames: [String] = [], userHeaders: [String] = ["X-Remote-User"],
            uidHeaders: [String] = ["X-Remote-Uid"], groupHeaders: [String] = ["X-Remote-Group"],
            extraHeaderPrefixes: [String] = ["X-Remote-Extra-"]
        ) {
            self.authoritiesPEM = authoritiesPEM
            self.allowedNames = allowedNames
            self.userHeaders = userHeaders
            self.uidHeaders = uidHeaders
            self.groupHeaders = groupHeaders
            self.extraHeaderPrefixes = extraHeaderPrefixes
        }
    }

    let configuration: Configuration
    private let verifier: CertificateVerifier
    private let certificates: KnownCertificates

    /// Throws `PKIError.malformedCertificate` for authorities that cannot be read.
    package init(_ configuration: Configuration, now: @escaping @Sendable () -> Int64) throws(PKIError) {
        self.configuration = configuration
        verifier = try CertificateVerifier(authoritiesPEM: configuration.authoritiesPEM, now: now)
        certificates = KnownCertificates(now: now)
    }

    /// Certificates of anybody else are left to the next authenticator.
    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        let chain = request.peer.certificateChain
        guard let leaf = chain.first else { return nil }
        let name = configuration.userHeaders.lazy.compactMap { Self.first(request.headers, $0) }.first
        guard let name, let proxy = certificates.current(leaf), await verifier.isTrusted(chain) else { return nil }
        guard configuration.allowedNames.isEmpty || configuration.allowedNames.contains(proxy.commonName) else {
            throw .unauthorized()
        }
        return UserInfo(
            name: name, uid: configuration.uidHeaders.lazy.compactMap { Self.first(request.headers, $0) }.first ?? "",
            groups: configuration.groupHeaders.flatMap { request.headers.all($0) }.filter { !$0.isEmpty },
            extra: UserExtra.read(request.headers, prefixes: configuration.extraHeaderPrefixes))
    }

    private static func first(_ headers: HTTPHeaders, _ name: String) -> String? {
        headers[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The part of an identity that is a map: one header a key, which is percent-encoded in the header's name.
enum UserExtra {
    static func read(_ headers: HTTPHeaders, prefixes: [String]) -> [String: [String]] {
        var extra: [String: [String]] = [:]
        for field in headers.fields {
            guard let prefix = prefixes.first(where: { field.name.hasPrefixIgnoringASCIICase($0) }) else { continue }
            let key = field.name.dropFirst(prefix.count).lowercased()
            // A key with a malformed escape is taken as it is.
            extra[PercentEncoding.decode(key) ?? key, default: []].append(field.value)
        }
        return extra
    }
}

extension String {
    /// Compares bytes: made for header names, which are ASCII.
    func hasPrefixIgnoringASCIICase(_ prefix: String) -> Bool {
        guard utf8.count >= prefix.utf8.count else { return false }
        return zip(utf8, prefix.utf8).allSatisfy { left, right in
            left == right || (left | 0x20 == right | 0x20 && (0x61...0x7A).contains(left | 0x20))
        }
    }
}

import Encodings
import JSON

/// What is said of good Secrets that nothing could use.
enum SecretWarnings {
    static func secret(_ secret: JSONValue) -> [String] {
        guard secret.text("type") == "kubernetes.io/tls" else { return [] }
        return pair(text(secret, "tls.crt"), text(secret, "tls.key")).map { ["tls: \($0)"] } ?? []
    }

    private static func text(_ secret: JSONValue, _ key: String) -> String {
        String(decoding: Base64.decode(secret.text(path: "data", key)) ?? [], as: UTF8.self)
    }

    /// What is wrong with a certificate and its key, as far as their labels tell.
    private static func pair(_ certificate: String, _ key: String) -> String? {
        let certificates = labels(in: certificate)
        if !certificates.contains("CERTIFICATE") {
            if certificates.isEmpty { return "failed to find any PEM data in certificate input" }
            if certificates.count == 1, certificates[0].hasSuffix("PRIVATE KEY") {
                return "failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may "
                    + "have been switched"
            }
            return "failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following "
                + "types: [\(certificates.joined(separator: " "))]"
        }
        let keys = labels(in: key)
        if keys.contains(where: { $0.hasSuffix("PRIVATE KEY") }) { return nil }
        if keys.isEmpty { return "failed to find any PEM data in key input" }
        if keys == ["CERTIFICATE"] { return "found a certificate rather than a key in the PEM for the private key" }
        return "failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the "
            + "following types: [\(keys.joined(separator: " "))]"
    }

    /// The labels of the complete blocks of a PEM text (RFC 7468).
    private static func labels(in text: String) -> [String] {
        var labels: [String] = []
        var open: (label: String, body: String)?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = String(line)
            if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
                open = (String(line.dropFirst(11).dropLast(5)), "")
            } else if let block = open, line.hasPrefix("-----END ") {
                let isWhole = line == "-----END \(block.label)-----" && Base64.decode(block.body) != nil
                if isWhole { labels.append(block.label) }
                open = nil
            } else if !line.contains(":") {
                open?.body += line
            }
        }
        return labels
    }
}

import NIOSSL

/// What went wrong in TLS, in words that say what to do.
enum TLSFailure {
    /// `nil` when the error is not one of TLS.
    static func text(_ error: any Error) -> String? {
        switch error {
        case NIOSSLError.uncleanShutdown: "the peer closed without a TLS goodbye"
        case is NIOSSLExtraError: "the certificate is for another name (\(error))"
        case NIOSSLError.handshakeFailed(let cause): text(ofLibrary: "\(cause)")
        case is NIOSSLError, is BoringSSLError: text(ofLibrary: "\(error)")
        default: nil
        }
    }

    private static let meanings = [
        ("CERTIFICATE_VERIFY_FAILED", "the peer's certificate is not from a trusted authority, or has expired"),
        ("ALERT_UNKNOWN_CA", "the peer does not trust the authority of our certificate"),
        ("ALERT_BAD_CERTIFICATE", "the peer refused our certificate"),
        ("ALERT_CERTIFICATE_UNKNOWN", "the peer refused our certificate"),
        ("ALERT_CERTIFICATE_EXPIRED", "our certificate has expired"),
        ("CERTIFICATE_REQUIRED", "the peer wants a certificate"),
        ("WRONG_VERSION_NUMBER", "the peer does not speak TLS"),
        ("HTTP_REQUEST", "the peer speaks plain HTTP"),
        ("NO_APPLICATION_PROTOCOL", "no common application protocol"),
    ]

    private static func text(ofLibrary description: String) -> String {
        meanings.first { description.contains($0.0) }?.1 ?? "TLS failed: \(description)"
    }
}

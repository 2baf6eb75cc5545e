import Encodings
import JSON
import KubeAPI
import PKI
import Schema

/// Accepts the tokens with which machines join (`abcdef.0123456789abcdef`), each kept in a Secret
/// `kube-system/bootstrap-token-<id>` of the type `bootstrap.kubernetes.io/token`.
package struct BootstrapTokenAuthenticator: TokenAuthenticator {
    private static let secretType = "bootstrap.kubernetes.io/token"
    private static let group = "system:bootstrappers"

    private let reader: any ObjectReader
    private let now: @Sendable () -> Int64

    /// - Parameter now: seconds since 1970.
    package init(reader: any ObjectReader, now: @escaping @Sendable () -> Int64) {
        self.reader = reader
        self.now = now
    }

    /// Why a token of this form is not good is nobody's business: it is unknown.
    package func authenticate(token: String, audiences: [String]) async throws(StatusError) -> TokenVerdict {
        guard let (id, secret) = Self.parts(token) else { return .unknown }
        let stored = try await reader.object(SecretShape.type, namespace: "kube-system", name: "bootstrap-token-\(id)")
        guard let stored, stored[path: "metadata", "deletionTimestamp"] == nil, stored.text("type") == Self.secretType
        else { return .unknown }
        let data = Data(stored)
        guard StaticTokenAuthenticator.areEqual(data.bytes("token-secret"), Array(secret.utf8)), data.text("token-id") == id,
            !isExpired(data), data.text("usage-bootstrap-authentication") == "true", let groups = Self.groups(data)
        else { return .unknown }
        return .accepted(UserInfo(name: "system:bootstrap:\(id)", groups: groups), audiences: audiences)
    }

    /// Six and sixteen characters, of `a-z0-9`, with a full stop between them.
    private static func parts(_ token: String) -> (id: String, secret: String)? {
        let bytes = Array(token.utf8)
        guard bytes.count == 23, bytes[6] == UInt8(ascii: ".") else { return nil }
        let isPlain = bytes.enumerated().allSatisfy { index, byte in
            index == 6 || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        guard isPlain else { return nil }
        return (String(decoding: bytes[..<6], as: UTF8.self), String(decoding: bytes[7...], as: UTF8.self))
    }

    /// An expiration that cannot be read is taken for one that has come.
    private func isExpired(_ data: Data) -> Bool {
        let text = data.text("expiration")
        guard !text.isEmpty else { return false }
        guard let end = Timestamp(rfc3339: text) else { return true }
        return now() >= end.seconds
    }

    /// `nil` when one of the extra groups is not below `system:bootstrappers:`.
    private static func groups(_ data: Data) -> [String]? {
        var groups = Set([group])
        for name in data.text("auth-extra-groups").split(separator: ",") {
            guard isExtraGroup(name.utf8.dropFirst(group.utf8.count)), name.hasPrefix(group) else { return nil }
            groups.insert(String(name))
        }
        return groups.sorted()
    }

    private static func isExtraGroup(_ rest: some Collection<UInt8>) -> Bool {
        let rest = Array(rest)
        guard rest.first == UInt8(ascii: ":"), (2...257).contains(rest.count), let last = rest.last else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        return isPlain(last) && rest.dropFirst().allSatisfy { isPlain($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") }
    }

    /// A Secret's data, decoded.
    private struct Data {
        private let secret: JSONValue

        init(_ secret: JSONValue) { self.secret = secret }

        func bytes(_ key: String) -> [UInt8] {
            secret[path: "data", key]?.stringValue.flatMap { Base64.decode($0) } ?? []
        }

        func text(_ key: String) -> String { String(decoding: bytes(key), as: UTF8.self) }
    }
}

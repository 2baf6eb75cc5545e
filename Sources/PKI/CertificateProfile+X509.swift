import Glibc
import SwiftASN1
import X509

extension CertificateProfile {
    var usages: [ExtendedKeyUsage.Usage] {
        switch self {
        case .server: [.serverAuth]
        case .client: [.clientAuth]
        case .serverAndClient: [.serverAuth, .clientAuth]
        }
    }

    /// Organizations first, then the common name, as Kubernetes' own certificates have it.
    var subject: DistinguishedName {
        let (name, groups) =
            switch self {
            case .server(let commonName, _, _): (commonName, [String]())
            case .client(let user, let groups), .serverAndClient(let user, let groups, _, _): (user, groups)
            }
        return DistinguishedName(
            groups.map { RelativeDistinguishedName([.init(type: .RDNAttributeType.organizationName, utf8String: $0)]) }
                + [RelativeDistinguishedName([.init(type: .RDNAttributeType.commonName, utf8String: name)])])
    }

    var alternativeNames: [GeneralName] {
        get throws {
            switch self {
            case .client: []
            case .server(_, let dnsNames, let addresses), .serverAndClient(_, _, let dnsNames, let addresses):
                try dnsNames.map(GeneralName.dnsName)
                    + addresses.map { .ipAddress(ASN1OctetString(contentBytes: try IPAddressBytes.parse($0)[...])) }
            }
        }
    }
}

/// Addresses as certificates carry them: 4 or 16 bytes in network order (RFC 5280, section 4.2.1.6).
enum IPAddressBytes {
    static func parse(_ text: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        if inet_pton(AF_INET6, text, &bytes) == 1 { return bytes }
        throw PKIError.badAddress(text)
    }

    /// `nil` when there are neither 4 nor 16 bytes.
    static func text(_ bytes: [UInt8]) -> String? {
        let family =
            switch bytes.count {
            case 4: AF_INET
            case 16: AF_INET6
            default: Int32(-1)
            }
        guard family >= 0 else { return nil }
        var text = [CChar](repeating: 0, count: 46)
        guard inet_ntop(family, bytes, &text, 46) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

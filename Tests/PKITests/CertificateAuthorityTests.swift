import Files
import Foundation
import PKI
import Testing

struct CertificateAuthorityTests {
    private let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.create(commonName: "swiftlet-ca") }

    @Test func authorityIsSelfSignedForTenYears() throws {
        let summary = try CertificateReader.summary(ofPEM: authority.certificatePEM)
        #expect(summary.commonName == "swiftlet-ca")
        #expect(summary.isAuthority)
        #expect(summary.notAfter - Int64(Date().timeIntervalSince1970) > 3_650 * 86_400)
        #expect(summary.fingerprint.count == 64)
    }

    @Test func clientCertificateNamesUserAndGroups() throws {
        let issued = try authority.issue(.client(user: "system:node:node-1", groups: ["system:nodes", "ä b"]))
        let summary = try CertificateReader.summary(ofPEM: issued.certificatePEM)
        #expect(summary.commonName == "system:node:node-1")
        #expect(summary.organizations == ["system:nodes", "ä b"])
        #expect(!summary.isAuthority)
        #expect(summary.dnsNames.isEmpty && summary.ipAddresses.isEmpty)
        #expect((364 * 86_400...366 * 86_400).contains(summary.notAfter - summary.notBefore))
    }

    @Test func serverCertificateCarriesNamesAndAddresses() throws {
        let issued = try authority.issue(
            .server(
                commonName: "api", dnsNames: ["kubernetes", "kubernetes.default.svc"],
                ipAddresses: ["10.43.0.1", "::1", "fd00::12"]))
        let ders = try CertificateReader.ders(fromPEM: issued.certificatePEM)
        #expect(ders.count == 2)
        let summary = try CertificateReader.summary(ofDER: ders[0])
        #expect(summary.dnsNames == ["kubernetes", "kubernetes.default.svc"])
        #expect(summary.ipAddresses == ["10.43.0.1", "::1", "fd00::12"])
        #expect(try CertificateReader.summary(ofDER: ders[1]).commonName == "swiftlet-ca")
    }

    @Test func addressThatIsNoneIsRefused() {
        #expect(throws: PKIError.self) {
            try authority.issue(.server(commonName: "a", dnsNames: [], ipAddresses: ["10.0.0.256"]))
        }
    }

    @Test func opensslVerifiesTheChain() throws {
        try withTemporaryDirectory { directory in
            let issued = try authority.issue(
                .serverAndClient(user: "u", groups: ["g"], dnsNames: ["x.test"], ipAddresses: ["127.0.0.1"]))
            try FileSystem.replace("\(directory)/ca.pem", with: authority.certificatePEM)
            try FileSystem.replace("\(directory)/leaf.pem", with: issued.certificatePEM)
            let (status, output) = try run(
                "/usr/bin/openssl",
                [
                    "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "x.test", "-CAfile",
                    "\(directory)/ca.pem", "\(directory)/leaf.pem",
                ])
            #expect(status == 0, "\(output)")
        }
    }

    @Test func savedAuthorityIsLoadedAndItsKeyIsPrivate() throws {
        try withTemporaryDirectory { directory in
            let (certificate, key) = ("\(directory)/ca.crt", "\(directory)/ca.key")
            try authority.save(certificatePath: certificate, privateKeyPath: key)
            let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let loaded = try CertificateAuthority.load(certificatePath: certificate, privateKeyPath: key)
            #expect(loaded.certificatePEM == authority.certificatePEM)
            #expect(loaded.privateKeyPEM == authority.privateKeyPEM)
        }
    }

    @Test func keyOfAnotherAuthorityIsRefused() throws {
        let other = try CertificateAuthority.create(commonName: "swiftlet-ca")
        #expect(throws: PKIError.self) {
            try CertificateAuthority(certificatePEM: authority.certificatePEM, privateKeyPEM: other.privateKeyPEM)
        }
        #expect(throws: PKIError.self) { try CertificateAuthority(certificatePEM: "", privateKeyPEM: "") }
    }

    @Test func signingRequestIsAnsweredForItsKeyOnly() throws {
        try withTemporaryDirectory { directory in
            let (key, request) = ("\(directory)/key.pem", "\(directory)/csr.pem")
            let (status, output) = try run(
                "/usr/bin/openssl",
                [
                    "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    "/O=system:masters/CN=root",
                    "-keyout", key, "-out", request,
                ])
            #expect(status == 0, "\(output)")
            let text = try FileSystem.readText(request)
            let certificate = try authority.issue(.client(user: "plain", groups: []), signingRequestPEM: text)
            let summary = try CertificateReader.summary(ofPEM: certificate)
            #expect(summary.commonName == "plain")
            #expect(summary.organizations == [])
            #expect(throws: PKIError.self) { try authority.issue(.client(user: "a", groups: []), signingRequestPEM: "nonsense") }
        }
    }

    @Test(arguments: [[], [0x30], [0x30, 0x82, 0xFF, 0xFF], [UInt8](repeating: 0x30, count: 500)] as [[UInt8]])
    func malformedCertificateIsAnError(der: [UInt8]) {
        #expect(throws: PKIError.self) { try CertificateReader.summary(ofDER: der) }
    }

    @Test func damagedCertificatesAreReadWithoutATrap() throws {
        let der = try CertificateReader.ders(fromPEM: authority.certificatePEM)[0]
        for _ in 0..<500 {
            var damaged = der
            for _ in 0..<3 { damaged[Int.random(in: damaged.indices)] = UInt8.random(in: 0...255) }
            _ = try? CertificateReader.summary(ofDER: damaged)
        }
    }
}

func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/swiftlet-pki-\(SecureRandom.hex(bytes: 8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
}

func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

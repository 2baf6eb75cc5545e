import AsyncTools
import PKI
import Testing

@Suite struct CertificateVerifierTests {
    private func chain(_ authority: CertificateAuthority, _ profile: CertificateProfile) throws -> [[UInt8]] {
        try CertificateReader.ders(fromPEM: authority.issue(profile).certificatePEM)
    }

    @Test func ownAuthoritiesAreTrustedAndOthersAreNot() async throws {
        let one = try CertificateAuthority.create(commonName: "one")
        let two = try CertificateAuthority.create(commonName: "two")
        let stranger = try CertificateAuthority.create(commonName: "one")
        let verifier = try CertificateVerifier(authoritiesPEM: one.certificatePEM + two.certificatePEM, now: { 0 })
        for authority in [one, two] {
            let full = try chain(authority, .client(user: "jane", groups: []))
            #expect(await verifier.isTrusted(full))
            #expect(await verifier.isTrusted([full[0]]))
        }
        #expect(await !verifier.isTrusted(try chain(stranger, .client(user: "jane", groups: []))))
        #expect(await !verifier.isTrusted(try chain(one, .server(commonName: "s", dnsNames: ["s"], ipAddresses: []))))
        let node = CertificateProfile.serverAndClient(user: "n", groups: [], dnsNames: ["n"], ipAddresses: [])
        #expect(await verifier.isTrusted(try chain(one, node)))
    }

    @Test func nonsenseIsNotTrusted() async throws {
        let authority = try CertificateAuthority.create(commonName: "one")
        let verifier = try CertificateVerifier(authoritiesPEM: authority.certificatePEM, now: { 0 })
        let good = try chain(authority, .client(user: "jane", groups: []))
        #expect(await !verifier.isTrusted([]))
        #expect(await !verifier.isTrusted([[]]))
        #expect(await !verifier.isTrusted([[0x30, 0x80]]))
        #expect(await !verifier.isTrusted([good[0].dropLast()]))
        #expect(await !verifier.isTrusted(Array(repeating: good[0], count: 9)))
        var forged = good[0]
        forged[forged.count - 1] ^= 1
        #expect(await !verifier.isTrusted([forged]))
    }

    @Test func certificateThatHasEndedIsNotTrusted() async throws {
        let authority = try CertificateAuthority.create(commonName: "one")
        let verifier = try CertificateVerifier(authoritiesPEM: authority.certificatePEM, now: { 0 })
        let ended = try authority.issue(.client(user: "jane", groups: []), validity: .seconds(-60))
        #expect(await !verifier.isTrusted(try CertificateReader.ders(fromPEM: ended.certificatePEM)))
    }

    @Test func authoritiesThatCannotBeReadAreRefused() {
        #expect(throws: PKIError.self) { try CertificateVerifier(authoritiesPEM: "", now: { 0 }) }
    }
}

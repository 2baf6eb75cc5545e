import APIServer
import JSON
import PKI
import Schema
import TestSupport
import Testing
import Transport

@Suite struct RequestHeaderTests {
    private let clients: CertificateAuthority
    private let proxies: CertificateAuthority
    private let access: AccessPlugins

    init() throws {
        clients = try CertificateAuthority.create(commonName: "clients")
        proxies = try CertificateAuthority.create(commonName: "proxies")
        var access = AccessPlugins()
        access.clientCertificates = try CertificateVerifier(
            authoritiesPEM: clients.certificatePEM, now: { Timestamp.now.seconds })
        access.requestHeader = try RequestHeaderAuthenticator(
            .init(authoritiesPEM: proxies.certificatePEM, allowedNames: ["front-proxy"]), now: { Timestamp.now.seconds })
        self.access = access
    }

    private func peer(_ authority: CertificateAuthority, _ user: String, groups: [String] = []) throws -> HTTPPeer {
        .presentedCertificates(
            try CertificateReader.ders(fromPEM: authority.issue(.client(user: user, groups: groups)).certificatePEM))
    }

    private let headers: HTTPHeaders = [
        "X-Remote-User": "jane", "X-Remote-Group": "ops", "x-remote-group": "dev", "X-Remote-Uid": "u-7",
        "X-Remote-Extra-Acme.com%2Fproject": "x", "X-Remote-Extra-scopes": "a", "X-Remote-Extra-Scopes": "b",
    ]

    @Test func frontProxyNamesTheUser() async throws {
        let proxy = try peer(proxies, "front-proxy")
        try await TestCluster.run(access: access) { cluster in
            let me = await cluster.whoAmI(headers: headers, peer: proxy)
            #expect(me.status == 201)
            #expect(
                me.user == [
                    "username": "jane", "uid": "u-7", "groups": ["ops", "dev", "system:authenticated"],
                    "extra": ["acme.com/project": ["x"], "scopes": ["a", "b"]],
                ])
        }
    }

    @Test func headersOfAnybodyElseAreNotBelieved() async throws {
        let stranger = try peer(CertificateAuthority.create(commonName: "proxies"), "front-proxy")
        let otherName = try peer(proxies, "somebody")
        let client = try peer(clients, "bob", groups: ["ops"])
        try await TestCluster.run(access: access) { cluster in
            #expect(await cluster.whoAmI(headers: headers).status == 403)
            #expect(await cluster.whoAmI(headers: headers, peer: stranger).status == 401)
            #expect(await cluster.whoAmI(headers: headers, peer: otherName).status == 401)
            let bob = await cluster.whoAmI(headers: headers, peer: client)
            #expect(bob.user["username"] == "bob")
            #expect(bob.user["groups"] == ["ops", "system:authenticated"])
        }
    }

    @Test func certificateOfAStrangerIsA401AndOneOfOursAUser() async throws {
        let stranger = try peer(CertificateAuthority.create(commonName: "clients"), "root", groups: ["system:masters"])
        let proxy = try peer(proxies, "front-proxy")
        let server = try CertificateReader.ders(
            fromPEM: clients.issue(.server(commonName: "jane", dnsNames: [], ipAddresses: [])).certificatePEM)
        let client = try peer(clients, "jane")
        try await TestCluster.run(access: access) { cluster in
            #expect(await cluster.whoAmI(peer: client).user["username"] == "jane")
            #expect(await cluster.whoAmI(peer: stranger).status == 401)
            // A front proxy that names nobody is nobody, and a server's certificate is for no client.
            #expect(await cluster.whoAmI(peer: proxy).status == 401)
            #expect(await cluster.whoAmI(peer: .presentedCertificates(server)).status == 401)
            #expect(await cluster.whoAmI(peer: .presentedCertificates([[1, 2, 3]])).status == 401)
        }
    }
}

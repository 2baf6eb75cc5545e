import EtcdStore
import Foundation
import Glibc
import PKI
import Store
import StoreTestSupport
import Testing

/// What is particular to the store in etcd.
@Suite(.enabled(if: EtcdProcess.program != nil, "etcd is not installed: apt-get install etcd-server"))
struct EtcdTests {
    @Test func clustersWithDifferentPrefixesDoNotMeet() async throws {
        try await EtcdProcess.withMember { member in
            let (one, two) = try await (member.store(prefix: "/one"), member.store(prefix: "/two"))
            try await one.put("/registry/a", "1")  // 2
            try await two.put("/registry/a", "2", .absent)  // 3
            #expect(try await one.text("/registry/a") == "1")
            #expect(try await one.keys("") == ["/registry/a"])
            let end = try await one.delete("/registry/a")  // 4
            #expect(try await one.events("", after: 1, count: 2) == ["2 /registry/a=1 from 2", "4 /registry/a deleted"])
            #expect(end == 4)
            await one.close()
            await two.close()
        }
    }

    /// A watcher waits for the current revision: it must be one that an event of this store has.
    @Test func theCurrentRevisionIsAlwaysOneThatAWatcherReaches() async throws {
        try await EtcdProcess.withMember { member in
            let (one, two) = try await (member.store(prefix: "/one"), member.store(prefix: "/two"))
            try await two.put("/a", "1")
            try await one.put("/a", "1")
            for _ in 0..<5 { try await two.put("/a", "2") }
            let current = try await one.currentRevision
            let seen = try await one.watch(prefix: "", after: 1).first(2).map(\.revision)
            #expect(seen.last == current)
            #expect(try await one.currentRevision == current)
            await one.close()
            await two.close()
        }
    }

    @Test func contentFromElsewhereNeverHasARevisionThatWasGivenOut() async throws {
        try await EtcdProcess.withMember { member in
            let configuration = EtcdConfiguration(endpoints: [member.endpoint])
            let values = (0..<300).map { index in
                StoredValue(key: "/registry/a/\(1_000 + index)", value: [1], createRevision: 7, modRevision: 5_000)
            }
            let count = try await EtcdImport.run(
                configuration, root: "/registry/", from: Batches([Array(values[..<200]), Array(values[200...])]), newest: 5_000,
                existing: .refuse, logger: quiet)
            #expect(count == 300)
            let store = try await member.store()
            let found = try await store.list(prefix: "/registry/", after: nil, limit: nil, at: nil)
            #expect(found.values.map(\.key) == values.map(\.key))
            #expect(found.values.allSatisfy { $0.modRevision > 5_000 && $0.createRevision == $0.modRevision })
            #expect(await compactedBound { _ = try await store.watch(prefix: "/", after: 5_000) } ?? 0 > 5_300)
            let next = try await store.put("/registry/b", "1", .absent)
            #expect(next > found.revision)
            #expect(try await store.events("/registry/", after: next - 1, count: 1) == ["\(next) /registry/b=1 from \(next)"])
            #expect(try await store.delete("/registry/b", .modRevision(next)) == next + 1)
            #expect(try await store.get("/registry/b", at: next)?.text == "1")
            #expect(try await store.currentRevision == next + 1)
            await #expect(throws: StoreError.self) {
                _ = try await EtcdImport.run(
                    configuration, root: "/registry/", from: Batches([]), newest: 1, existing: .refuse, logger: quiet)
            }
            _ = try await EtcdImport.run(
                configuration, root: "/registry/", from: Batches([[values[0]]]), newest: 1, existing: .replace, logger: quiet)
            let replaced = try await store.list(prefix: "/registry/", after: nil, limit: nil, at: nil).values
            #expect(replaced.count == 1 && replaced[0].modRevision > next + 1)
            await store.close()
        }
    }

    @Test func whatWasNotPutInWholeIsNotOpened() async throws {
        try await EtcdProcess.withMember { member in
            let store = try await member.store()
            try await store.put("/swiftlet/importing", "")
            await store.close()
            await #expect {
                _ = try await member.store()
            } throws: { error in
                "\(error)".contains("was not finished; run the same command again")
            }
        }
    }

    @Test func valuesLargerThanAMessageAreReadPageByPage() async throws {
        try await EtcdProcess.withMember { member in
            let store = try await member.store()
            let value = String(repeating: "x", count: 1_000_000)
            for index in 0..<70 { try await store.put("/a/\(index)", value) }
            let values = try await store.list(prefix: "/a/", after: nil, limit: nil, at: nil).values
            #expect(values.count == 70 && values.allSatisfy { $0.value.count == 1_000_000 })
            let told = try await store.watch(prefix: "/a/", after: 1).first(70)
            #expect(told.map(\.revision) == Array(2...71))
            await store.close()
        }
    }

    @Test func aValueThatEtcdRefusesIsTooLarge() async throws {
        try await EtcdProcess.withMember { member in
            let store = try await member.store()
            await #expect {
                try await store.put("/a", String(repeating: "x", count: 3_000_000))
            } throws: { error in
                if case StoreError.tooLarge = error { true } else { false }
            }
            await store.close()
        }
    }

    @Test func aFullQuotaIsSaidAndReadsGoOn() async throws {
        try await EtcdProcess.withMember(arguments: ["--quota-backend-bytes", "2000000"]) { member in
            let store = try await member.store()
            let value = String(repeating: "x", count: 200_000)
            await #expect {
                for index in 0..<100 { try await store.put("/a/\(index)", value) }
            } throws: { error in
                if case StoreError.full(let what) = error { what.contains("etcdctl alarm disarm") } else { false }
            }
            #expect(try await store.text("/a/0") == value)
            let status = try await EtcdStatus.read(EtcdConfiguration(endpoints: [member.endpoint]))
            #expect(status.members.first?.errors.contains { $0.contains("NOSPACE") } == true)
            await store.close()
        }
    }

    @Test func membersThatAreGoneAreSaidToBeAndNothingWaitsForEver() async throws {
        var configuration = EtcdConfiguration(
            endpoints: try (0..<2).map { _ in
                EtcdConfiguration.Endpoint(host: "127.0.0.1", port: try EtcdProcess.freePort(), isSecure: false)
            })
        configuration.patience = .milliseconds(300)
        await #expect {
            _ = try await EtcdStore.open(configuration, logger: quiet)
        } throws: { error in
            "\(error)".contains("etcd does not answer: http://127.0.0.1:")
        }
    }

    @Test func bothSidesShowCertificates() async throws {
        try await withTemporaryDirectory { directory in
            let files = try Certificates(directory)
            let arguments = [
                "--cert-file", files.server + ".crt", "--key-file", files.server + ".key", "--client-cert-auth",
                "--trusted-ca-file", files.authority,
            ]
            try await EtcdProcess.withMember(arguments: arguments, isSecure: true) { member in
                var configuration = EtcdConfiguration(
                    endpoints: [EtcdConfiguration.Endpoint(host: "127.0.0.1", port: member.clientPort, isSecure: true)])
                configuration.caFile = files.authority
                configuration.certificateFile = files.client + ".crt"
                configuration.keyFile = files.client + ".key"
                let store = try await EtcdStore.open(configuration, logger: quiet)
                #expect(try await store.put("/a", "1") == 2)
                #expect(try await store.events("/", after: 1, count: 1) == ["2 /a=1 from 2"])
                await store.close()

                configuration.patience = .milliseconds(500)
                configuration.certificateFile = nil
                configuration.keyFile = nil
                let withoutCertificate = configuration
                await #expect(throws: StoreError.self) { try await EtcdStore.open(withoutCertificate, logger: quiet) }
                configuration.caFile = files.stranger
                let withoutTrust = configuration
                await #expect {
                    _ = try await EtcdStore.open(withoutTrust, logger: quiet)
                } throws: { error in
                    "\(error)".uppercased().contains("CERTIFICATE")
                }
            }
        }
    }

    @Test func endpointsAreReadAsTheyAreWritten() {
        let cases: [(String, String?)] = [
            ("https://a.example:2379", "https://a.example:2379"), ("http://10.0.0.1", "http://10.0.0.1:2379"),
            ("https://[::1]:1/", "https://[::1]:1"), ("a:2379", nil), ("https://", nil), ("https://a:0", nil),
            ("https://a:b", nil), ("https://a/b", nil), ("https://[::1", nil), ("http://a:99999", nil),
        ]
        for (text, expected) in cases { #expect(EtcdConfiguration.Endpoint(text)?.description == expected, "\(text)") }
    }
}

/// PEM files of an authority, of what it issued for both sides, and of an authority that nobody trusts.
private struct Certificates {
    let authority: String
    let stranger: String
    let server: String
    let client: String

    init(_ directory: String) throws {
        let root = try CertificateAuthority.create(commonName: "etcd")
        authority = directory + "/ca.pem"
        stranger = directory + "/stranger.pem"
        server = directory + "/server"
        client = directory + "/client"
        try write(root.certificatePEM, authority)
        try write(try CertificateAuthority.create(commonName: "other").certificatePEM, stranger)
        let issued = try [
            (server, root.issue(.server(commonName: "etcd", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"]))),
            (client, root.issue(.client(user: "swiftlet", groups: []))),
        ]
        for (path, certificate) in issued {
            try write(certificate.certificatePEM, path + ".crt")
            try write(certificate.privateKeyPEM, path + ".key")
        }
    }

    private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
}

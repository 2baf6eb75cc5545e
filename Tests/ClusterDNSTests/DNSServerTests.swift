import Addresses
import AsyncTools
import NIOCore
import NIOPosix
import Testing

@testable import ClusterDNS

/// One request over a real socket.
private struct SocketClient {
    let port: Int

    func ask(_ name: String, _ type: UInt16, payloadSize: UInt16? = nil, overTCP: Bool = false) async throws -> UpstreamAnswer {
        let bytes = request(name, type, id: 4242, payloadSize: payloadSize)
        let question = try DNSQuery.read(bytes).question
        let exchange = UpstreamExchange(group: MultiThreadedEventLoopGroup.singleton, timeLimit: .seconds(120))
        let server = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        return overTCP
            ? try await exchange.askOverTCP(server, bytes, id: 4242, question: question)
            : try await exchange.ask(server, bytes, id: 4242, question: question)
    }
}

@Suite struct DNSServerTests {
    private func withServer(
        _ zone: ClusterZone, upstream: Int? = nil, missingLists: Int = 0,
        _ body: (SocketClient, ClusterDNS.Resolver) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let forwarder = Forwarder(group: group, timeLimit: .seconds(120), port: upstream ?? 1)
        if upstream != nil { forwarder.use([.v4(IPv4Address(127, 0, 0, 1))]) }
        let ranges = IPv4CIDR("10.0.0.0/8").map { [$0] } ?? []
        let resolver = ClusterDNS.Resolver(zone: zone, forwarder: forwarder, reverseRanges: ranges, missingLists: missingLists)
        let server = try await DNSServer.open(host: "127.0.0.1", port: 0, group: group, resolver: resolver)
        do {
            try await body(SocketClient(port: server.port ?? 0), resolver)
            await server.close()
        } catch {
            await server.close()
            throw error
        }
    }

    @Test func clusterNamesAreAnsweredOverBothTransports() async throws {
        try await withServer(try exampleZone()) { (client, _) async throws in
            for overTCP in [false, true] {
                let answer = try await client.ask("web.default.svc.cluster.local", DNSType.a, overTCP: overTCP)
                #expect(answer.records.map(\.data) == [.address(.v4(IPv4Address(10, 43, 0, 5)))])
                #expect(answer.bytes[2] & 0x04 != 0, "authoritative")
            }
            #expect(try await client.ask("gone.default.svc.cluster.local", DNSType.a).code == 3)
            let empty = try await client.ask("web.default.svc.cluster.local", DNSType.txt, payloadSize: 1232)
            #expect(empty.code == 0)
            #expect(empty.bytes[9] == 1, "one authority record")
            #expect(try await client.ask("9.9.9.10.in-addr.arpa", DNSType.ptr).code == 3)
            #expect(try await client.ask("cluster.local", 252).code == 5)
        }
    }

    @Test func longAnswersAreCutInDatagramsAndWholeOverTCP() async throws {
        var zone = try exampleZone()
        zone.apply(try slice("db", (0..<100).map { "10.42.1.\($0)" }))
        try await withServer(zone) { (client, _) async throws in
            let short = try await client.ask("db.default.svc.cluster.local", DNSType.a)
            #expect(short.isCut)
            #expect(short.bytes.count <= 512)
            let wider = try await client.ask("db.default.svc.cluster.local", DNSType.a, payloadSize: 60_000)
            #expect(wider.isCut)
            #expect(wider.bytes.count > 1000 && wider.bytes.count <= 1232)
            let whole = try await client.ask("db.default.svc.cluster.local", DNSType.a, overTCP: true)
            #expect(whole.records.count == 100)
        }
    }

    @Test func otherNamesComeFromUpstreamAndAliasesAreFollowed() async throws {
        // The upstream server is another of ours that has the domain "com".
        var upstream = ClusterZone(domain: try #require(DNSName("example.com")), serverAddress: IPv4Address(192, 0, 2, 1))
        upstream.apply(try service("www", #"{"clusterIP":"192.0.2.80"}"#))
        let upstreamZone = upstream
        try await withServer(upstreamZone) { (upstreamClient, upstreamResolver) async throws in
            var zone = try exampleZone()
            zone.apply(try service("alias", #"{"type":"ExternalName","externalName":"www.default.svc.example.com"}"#))
            try await withServer(zone, upstream: upstreamClient.port) { (client, _) async throws in
                let direct = try await client.ask("www.default.svc.example.com", DNSType.a)
                #expect(direct.records.map(\.data) == [.address(.v4(IPv4Address(192, 0, 2, 80)))])
                let alias = try await client.ask("alias.default.svc.cluster.local", DNSType.a)
                #expect(alias.records.count == 2)
                #expect(alias.records.last?.data == .address(.v4(IPv4Address(192, 0, 2, 80))))
                let inside = try await client.ask("in.default.svc.cluster.local", DNSType.a)
                #expect(inside.records.last?.data == .address(.v4(IPv4Address(10, 43, 0, 5))))
                // Kept: the change upstream is not seen yet.
                let changed = try service("www", #"{"clusterIP":"192.0.2.81"}"#)
                upstreamResolver.update { $0.apply(changed) }
                let kept = try await client.ask("www.default.svc.example.com", DNSType.a)
                #expect(kept.records.map(\.data) == direct.records.map(\.data))
            }
        }
    }

    @Test func withoutAnUpstreamTheAnswerIsAFailure() async throws {
        try await withServer(try exampleZone()) { (client, _) async throws in
            #expect(try await client.ask("example.com", DNSType.a).code == 2)
            let alias = try await client.ask("out.default.svc.cluster.local", DNSType.a)
            #expect(alias.records.map(\.data) == [.canonicalName(try #require(DNSName("example.com")))])
        }
    }

    @Test func aliasesThatGoRoundInCirclesEnd() async throws {
        var zone = try exampleZone()
        zone.apply(try service("x", #"{"type":"ExternalName","externalName":"y.default.svc.cluster.local"}"#))
        zone.apply(try service("y", #"{"type":"ExternalName","externalName":"x.default.svc.cluster.local"}"#))
        try await withServer(zone) { (client, _) async throws in
            #expect(try await client.ask("x.default.svc.cluster.local", DNSType.a).code == 2)
        }
    }

    @Test func absenceIsNotClaimedBeforeTheListsAreComplete() async throws {
        try await withServer(try exampleZone(), missingLists: 2) { (client, resolver) async throws in
            #expect(try await client.ask("gone.default.svc.cluster.local", DNSType.a).code == 2)
            #expect(try await client.ask("web.default.svc.cluster.local", DNSType.a).code == 0)
            resolver.listIsComplete()
            resolver.listIsComplete()
            #expect(try await client.ask("gone.default.svc.cluster.local", DNSType.a).code == 3)
        }
    }

    @Test func theCodeOfAnAliasIsThatOfItsEnd() async throws {
        var zone = try exampleZone()
        zone.apply(try service("lost", #"{"type":"ExternalName","externalName":"nobody.default.svc.cluster.local"}"#))
        zone.apply(try service("away", #"{"type":"ExternalName","externalName":"www.example.com"}"#))
        try await withServer(zone) { (client, _) async throws in
            let lost = try await client.ask("lost.default.svc.cluster.local", DNSType.a)
            #expect(lost.code == 3)
            #expect(lost.records.count == 1)
            #expect(lost.bytes[9] == 1, "one authority record")
            #expect(try await client.ask("away.default.svc.cluster.local", DNSType.a).code == 2, "no upstream to ask")
        }
    }

    @Test func theAuthorityOfAnAddressIsItsReverseZone() async throws {
        try await withServer(try exampleZone()) { (client, _) async throws in
            let answer = try await client.ask("9.9.9.10.in-addr.arpa", DNSType.ptr)
            #expect(answer.code == 3)
            let zone = try #require(DNSName("10.in-addr.arpa")).wire
            #expect(
                answer.bytes.indices.contains { answer.bytes[$0...].starts(with: zone + [0, 6]) }, "an SOA record of the zone")
        }
    }

    @Test func aServerThatIsSilentIsAskedLast() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let forwarder = Forwarder(group: group, timeLimit: .seconds(120), port: 9)
        let (first, second) = (IPAddress.v4(IPv4Address(127, 0, 0, 1)), IPAddress.v4(IPv4Address(127, 0, 0, 2)))
        forwarder.use([first, second])
        #expect(forwarder.order == [first, second])
        forwarder.note(first, answered: false)
        #expect(forwarder.order == [second, first])
        forwarder.note(second, answered: false)
        #expect(forwarder.order == [first, second])
        forwarder.note(second, answered: true)
        #expect(forwarder.order == [second, first])
    }
}

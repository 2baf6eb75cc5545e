import Addresses
import Files
import Testing

@testable import ClusterDNS

@Suite struct DNSMessageTests {
    @Test func aRequestIsRead() throws {
        let query = try DNSQuery.read(request("Web.Default.svc", DNSType.a, id: 0x1234, payloadSize: 4096))
        #expect(query.id == 0x1234)
        #expect(query.name.description == "web.default.svc")
        #expect(query.type == DNSType.a)
        #expect(query.wantsRecursion)
        #expect(query.datagramLimit == 1232)
        #expect(try DNSQuery.read(request("a", 1)).datagramLimit == 512)
        #expect(try DNSQuery.read(request("a", 1, payloadSize: 100)).datagramLimit == 512)
    }

    @Test func theSpellingOfAQuestionComesBack() throws {
        var bytes = request("web", DNSType.a)
        bytes[13] = UInt8(ascii: "W")
        let query = try DNSQuery.read(bytes)
        #expect(query.name.description == "web")
        let answer = DNSResponse(.noError).wire(to: query, limit: 512)
        #expect(answer[13] == UInt8(ascii: "W"))
    }

    @Test func anAnswerIsNeverAnswered() {
        var bytes = request("a", 1)
        bytes[2] |= 0x80
        #expect(throws: DNSQuery.Refusal.silence) { try DNSQuery.read(bytes) }
        #expect(throws: DNSQuery.Refusal.silence) { try DNSQuery.read([]) }
        #expect(throws: DNSQuery.Refusal.silence) { try DNSQuery.read(Array(bytes[..<11])) }
    }

    @Test func otherOperationsAreNotImplemented() {
        var bytes = request("a", 1)
        bytes[2] = 0x28
        #expect(throws: DNSQuery.Refusal.answer(id: 7, flags: 0x2800, .notImplemented)) { try DNSQuery.read(bytes) }
    }

    @Test(
        arguments: [
            // Two questions; a pointer to itself; a pointer forward; a pointer into the header; a label type nobody knows; no end.
            [0, 7, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1], [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 1, 0, 1],
            [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 40, 0, 1, 0, 1],
            [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 1, 0, 1],
            [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0, 1, 0, 1], [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, 97],
            [0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 7, 0, 0, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 1, 0, 1],
            [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 255, 255, 0, 0, 1, 0, 1],
        ] as [[UInt8]])
    func brokenRequestsAreFormatErrors(_ bytes: [UInt8]) {
        #expect(throws: DNSQuery.Refusal.answer(id: 7, flags: 0, .formatError)) { try DNSQuery.read(bytes) }
    }

    @Test func aNameThatIsTooLongIsRefused() {
        let label = [UInt8(63)] + [UInt8](repeating: 97, count: 63)
        let long: [UInt8] = label + label + label + label + label + [0]
        let bytes: [UInt8] = [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + long + [0, 1, 0, 1]
        #expect(throws: DNSQuery.Refusal.self) { try DNSQuery.read(bytes) }
    }

    @Test func pointersBackwardsAreFollowedAndChainsEnd() throws {
        // "b" at 12, "a" + pointer to it at 15, pointer to that at 19.
        let bytes = [UInt8](repeating: 0, count: 12) + [1, 98, 0, 1, 97, 0xC0, 12, 0xC0, 15]
        var reader = DNSReader(bytes, at: 19)
        #expect(try reader.name().description == "a.b")
        #expect(reader.isAtEnd)
        var loop = DNSReader([UInt8](repeating: 0, count: 12) + [1, 97, 0xC0, 12], at: 12)
        #expect(throws: DNSFormatError.badPointer) { try loop.name() }
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SystemRandomNumberGenerator()
        let seed = request("web.default.svc.cluster.local", DNSType.a, payloadSize: 1232)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 2..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            if let query = try? DNSQuery.read(bytes) {
                let answer = DNSResponse(.nameError).wire(to: query, limit: 512)
                #expect(answer.count <= 12 + query.question.count + 11)
            }
            _ = UpstreamAnswer(bytes, id: 7, question: Array(seed.dropFirst(12).prefix(35)))
        }
    }

    @Test func answersThatDoNotFitAreCutAndMarked() throws {
        let query = try DNSQuery.read(request("db.default.svc.cluster.local", DNSType.a))
        let records = (0..<100).map {
            DNSRecord(name: query.name, timeToLive: 5, data: .address(.v4(IPv4Address(10, 42, 0, UInt8($0)))))
        }
        let response = DNSResponse(.noError, isAuthoritative: true, answers: records)
        let short = response.wire(to: query, limit: 512)
        #expect(short.count <= 512)
        #expect(short[2] & 0x02 != 0)
        let whole = response.wire(to: query, limit: 65_535)
        #expect(whole[2] & 0x02 == 0)
        #expect(Int(whole[6]) << 8 | Int(whole[7]) == 100)
        #expect(whole.count == 12 + query.question.count + 100 * 16)
    }

    @Test func upstreamAnswersAreKeptAndAge() throws {
        let query = try DNSQuery.read(request("example.com", DNSType.a))
        let record = DNSRecord(name: query.name, timeToLive: 60, data: .address(.v4(IPv4Address(192, 0, 2, 1))))
        let bytes = DNSResponse(.noError, answers: [record]).wire(to: query, limit: 512)
        let answer = try #require(UpstreamAnswer(bytes, id: 7, question: query.question))
        #expect(answer.records == [record])
        #expect(answer.timeToLive == 60)
        #expect(UpstreamAnswer(bytes, id: 8, question: query.question) == nil)
        let other = try DNSQuery.read(request("example.org", DNSType.a))
        #expect(UpstreamAnswer(bytes, id: 7, question: other.question) == nil)
        var cache = AnswerCache(capacity: 2)
        let now = ContinuousClock.now
        cache.keep(answer, AnswerCache.Key(query), at: now)
        let kept = try #require(cache.answer(AnswerCache.Key(query), at: now + .seconds(20)))
        let again = try DNSQuery.read(request("EXAMPLE.com", DNSType.a, id: 99))
        let reissued = try #require(
            UpstreamAnswer(kept.answer.reissued(to: again, age: kept.age), id: 99, question: again.question))
        #expect(reissued.timeToLive == 40)
        #expect(cache.answer(AnswerCache.Key(query), at: now + .seconds(61)) == nil)
        for name in ["a.example", "b.example", "c.example"] {
            cache.keep(answer, AnswerCache.Key(try DNSQuery.read(request(name, DNSType.a))), at: now)
        }
        #expect(cache.count == 2)
    }

    @Test func nameServersAreReadFromResolvConf() {
        let text =
            "# c\nsearch a b\nnameserver 1.1.1.1\n nameserver\t::1 \nnameserver x\nnameserver 2.2.2.2\nnameserver 3.3.3.3\nnameserver 4.4.4.4"
        #expect(ResolverConfiguration.servers(in: text).map(\.description) == ["1.1.1.1", "::1", "2.2.2.2"])
        #expect(ResolverConfiguration.servers(ofFile: "/no/such/file").isEmpty)
    }
}

@Suite struct ResolverConfigurationTests {
    @Test func serversBehindALocalResolverAreAskedThemselves() throws {
        let directory = "/tmp/swiftlet-dns-test-\(UInt32.random(in: .min ... .max))"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.remove(directory) }
        let (file, behind) = (directory + "/resolv.conf", directory + "/behind.conf")
        try FileSystem.replace(file, with: "nameserver 127.0.0.53\noptions edns0\n")
        let local = ClusterDNS.ResolverConfiguration.reachableServers(ofFile: file, behind: behind)
        #expect(local.map(\.description) == ["127.0.0.53"])
        try FileSystem.replace(behind, with: "nameserver 192.0.2.1\nnameserver 192.0.2.2\n")
        let real = ClusterDNS.ResolverConfiguration.reachableServers(ofFile: file, behind: behind)
        #expect(real.map(\.description) == ["192.0.2.1", "192.0.2.2"])
        try FileSystem.replace(file, with: "nameserver 192.0.2.9\nnameserver 127.0.0.1\n")
        let mixed = ClusterDNS.ResolverConfiguration.reachableServers(ofFile: file, behind: behind)
        #expect(mixed.map(\.description) == ["192.0.2.9", "127.0.0.1"])
    }
}

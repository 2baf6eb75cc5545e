import Addresses
import KubeAPI
import Testing

@testable import ClusterDNS

@Suite struct ClusterZoneTests {
    /// What the zone says, as text: records in order, or the sort of answer.
    private func lookup(_ name: String, _ type: UInt16) throws -> String {
        switch try exampleZone().answer(try #require(DNSName(name)), type) {
        case .records(let records, _): records.map { Self.text($0.data) }.sorted().joined(separator: " ")
        case .alias(_, let target): "alias \(target)"
        case .noSuchName: "no such name"
        case .notOurs: "not ours"
        }
    }

    private static func text(_ data: DNSRecord.Data) -> String {
        switch data {
        case .address(let address): address.description
        case .canonicalName(let name), .nameServer(let name), .pointer(let name): name.description
        case .service(_, _, let port, let target): "\(port):\(target)"
        case .text(let text): text
        case .authority(let primary, _, _, _): "soa \(primary)"
        }
    }

    @Test(
        arguments: [
            ("web.default.svc.cluster.local", DNSType.a, "10.43.0.5"),
            ("WEB.Default.svc.cluster.local.", DNSType.a, "10.43.0.5"),
            ("web.default.svc.cluster.local", DNSType.aaaa, "fd00::5"),
            ("web.default.svc.cluster.local", 16, ""),
            ("db.default.svc.cluster.local", DNSType.a, "10.42.0.5 10.42.0.6"),
            ("db.default.svc.cluster.local", DNSType.aaaa, ""),
            ("none.default.svc.cluster.local", DNSType.a, ""),
            ("db-0.db.default.svc.cluster.local", DNSType.a, "10.42.0.5"),
            ("10-42-0-6.db.default.svc.cluster.local", DNSType.a, "10.42.0.6"),
            ("db-2.db.default.svc.cluster.local", DNSType.a, "no such name"),
            ("db-0.web.default.svc.cluster.local", DNSType.a, "no such name"),
            ("_http._tcp.web.default.svc.cluster.local", DNSType.srv, "80:web.default.svc.cluster.local"),
            ("_dns._udp.web.default.svc.cluster.local", DNSType.srv, "53:web.default.svc.cluster.local"),
            ("_dns._tcp.web.default.svc.cluster.local", DNSType.srv, "no such name"),
            ("_http._tcp.web.default.svc.cluster.local", DNSType.a, ""),
            ("_tcp.web.default.svc.cluster.local", DNSType.srv, ""),
            ("_sctp.web.default.svc.cluster.local", DNSType.srv, "no such name"),
            (
                "_http._tcp.db.default.svc.cluster.local", DNSType.srv,
                "8080:10-42-0-6.db.default.svc.cluster.local 8080:db-0.db.default.svc.cluster.local"
            ),
            ("out.default.svc.cluster.local", DNSType.a, "alias example.com"),
            ("in.default.svc.cluster.local", DNSType.a, "alias web.default.svc.cluster.local"),
            ("x.out.default.svc.cluster.local", DNSType.a, "no such name"),
            ("gone.default.svc.cluster.local", DNSType.a, "no such name"),
            ("web.gone.svc.cluster.local", DNSType.a, "no such name"),
            ("default.svc.cluster.local", DNSType.a, ""),
            ("svc.cluster.local", DNSType.a, ""),
            ("cluster.local", DNSType.soa, "soa ns.dns.cluster.local"),
            ("cluster.local", DNSType.ns, "ns.dns.cluster.local"),
            ("ns.dns.cluster.local", DNSType.a, "10.43.0.10"),
            ("dns-version.cluster.local", DNSType.txt, "1.1.0"),
            ("10-42-0-9.default.pod.cluster.local", DNSType.a, "10.42.0.9"),
            ("10-42-0-9.default.pod.cluster.local", DNSType.aaaa, ""),
            ("10-42-0-999.default.pod.cluster.local", DNSType.a, "no such name"),
            ("fd00--9.default.pod.cluster.local", DNSType.aaaa, "fd00::9"),
            ("default.pod.cluster.local", DNSType.a, ""),
            ("nonsense.cluster.local", DNSType.a, "no such name"),
            ("a.b.c.web.default.svc.cluster.local", DNSType.a, "no such name"),
            ("example.com", DNSType.a, "not ours"),
            ("local", DNSType.a, "not ours"),
            ("xcluster.local", DNSType.a, "not ours"),
            ("5.0.43.10.in-addr.arpa", DNSType.ptr, "web.default.svc.cluster.local"),
            ("5.0.42.10.in-addr.arpa", DNSType.ptr, "db-0.db.default.svc.cluster.local"),
            ("6.0.42.10.in-addr.arpa", DNSType.ptr, "10-42-0-6.db.default.svc.cluster.local"),
            ("7.0.42.10.in-addr.arpa", DNSType.ptr, "not ours"),
            ("5.0.43.10.in-addr.arpa", DNSType.a, ""),
            (
                "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", DNSType.ptr,
                "web.default.svc.cluster.local"
            ),
        ] as [(String, UInt16, String)])
    func namesLeadWhereTheSpecificationSays(_ name: String, _ type: UInt16, _ expected: String) throws {
        #expect(try lookup(name, type) == expected)
    }

    @Test func recordsFollowTheObjects() throws {
        var zone = try exampleZone()
        let name = try #require(DNSName("db.default.svc.cluster.local"))
        let reverse = try #require(DNSName("5.0.42.10.in-addr.arpa"))
        let serial = zone.serial
        zone.apply(try slice("db", ["10.42.0.8"]))
        #expect(zone.answer(reverse, DNSType.ptr) == .notOurs)
        guard case .records(let records, _) = zone.answer(name, DNSType.a) else { return #expect(Bool(false)) }
        #expect(records.map(\.data) == [.address(.v4(IPv4Address(10, 42, 0, 8)))])
        #expect(zone.serial != serial)
        zone.removeSlice(ObjectKey(namespace: "default", name: "db-1"))
        #expect(zone.answer(name, DNSType.a) == .records([], additional: []))
        zone.removeService(ObjectKey(namespace: "default", name: "db"))
        #expect(zone.answer(name, DNSType.a) == .noSuchName)
        for name in ["web", "out", "in", "none"] { zone.removeService(ObjectKey(namespace: "default", name: name)) }
        #expect(zone.answer(try #require(DNSName("default.svc.cluster.local")), DNSType.a) == .noSuchName)
        #expect(zone.reverse.isEmpty)
    }

    @Test func locationsComeWithTheirAddresses() throws {
        let name = try #require(DNSName("_http._tcp.db.default.svc.cluster.local"))
        guard case .records(_, let additional) = try exampleZone().answer(name, DNSType.srv) else { return #expect(Bool(false)) }
        #expect(
            Set(additional.map(\.name.description)) == [
                "db-0.db.default.svc.cluster.local", "10-42-0-6.db.default.svc.cluster.local",
            ])
    }
}

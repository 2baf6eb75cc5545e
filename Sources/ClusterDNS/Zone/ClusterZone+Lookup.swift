internal import Addresses
internal import KubeAPI

/// What the zone has to say to a question.
enum ZoneAnswer: Hashable {
    /// Records of the type asked for, and others that go with them. None: the name exists, but not with this type.
    case records([DNSRecord], additional: [DNSRecord])
    /// The name stands for another one, which may be outside the zone.
    case alias(DNSRecord, target: DNSName)
    case noSuchName
    /// The name is not in the cluster's domain.
    case notOurs
}

extension ClusterZone {
    func answer(_ name: DNSName, _ type: UInt16) -> ZoneAnswer {
        if let address = Self.reverseAddress(name) { return pointers(name, address, type) }
        guard let relative = name.relative(to: domain) else { return .notOurs }
        guard let last = relative.last else { return apex(type) }
        let front = Array(relative.dropLast())
        switch last {
        case "svc": return serviceRecords(name, front, type)
        case "pod": return podRecords(name, front, type)
        case "dns-version" where front.isEmpty: return select([record(name, .text("1.1.0"))], type)
        case "dns" where front == ["ns"]: return select([record(name, .address(.v4(serverAddress)))], type)
        case "dns" where front.isEmpty: return .records([], additional: [])
        default: return .noSuchName
        }
    }

    /// The record that goes with negative answers (RFC 2308).
    var authority: DNSRecord {
        record(
            domain,
            .authority(primary: nameServer, mailbox: domain.child("hostmaster"), serial: serial, minimum: Self.timeToLive))
    }

    private var nameServer: DNSName { domain.child("ns", "dns") }

    private func apex(_ type: UInt16) -> ZoneAnswer {
        switch type {
        case DNSType.soa: .records([authority], additional: [])
        case DNSType.ns:
            .records([record(domain, .nameServer(nameServer))], additional: [record(nameServer, .address(.v4(serverAddress)))])
        default: .records([], additional: [])
        }
    }

    /// `[…] service namespace`, the labels in front of `svc`.
    private func serviceRecords(_ name: DNSName, _ labels: [String], _ type: UInt16) -> ZoneAnswer {
        guard let namespace = labels.last else { return .records([], additional: []) }
        guard services[namespace] != nil else { return .noSuchName }
        let rest = labels.dropLast()
        guard let serviceName = rest.last else { return .records([], additional: []) }
        guard let service = service(serviceName, in: namespace) else { return .noSuchName }
        let front = Array(rest.dropLast())
        if case .externalName(let target) = service.kind {
            return front.isEmpty ? .alias(record(name, .canonicalName(target)), target: target) : .noSuchName
        }
        switch front.count {
        case 0: return type == DNSType.srv ? serviceLocations(name, service, nil) : select(addresses(name, service), type)
        case 1 where front[0].hasPrefix("_"): return transportNode(service, front[0])
        case 1: return hostRecords(name, service, front[0], type)
        case 2: return portRecords(name, service, front, type)
        default: return .noSuchName
        }
    }

    private func addresses(_ name: DNSName, _ service: ZoneService) -> [DNSRecord] {
        switch service.kind {
        case .clusterIP(let addresses): addresses.map { record(name, .address($0)) }
        case .headless: Set(endpoints(of: service.key).map(\.address)).map { record(name, .address($0)) }.shuffled()
        case .externalName: []
        }
    }

    /// `_tcp.service…` has no records, but names below it.
    private func transportNode(_ service: ZoneService, _ label: String) -> ZoneAnswer {
        ports(of: service).contains { "_" + $0.port.transport == label } ? .records([], additional: []) : .noSuchName
    }

    private func hostRecords(_ name: DNSName, _ service: ZoneService, _ hostname: String, _ type: UInt16) -> ZoneAnswer {
        guard service.kind == .headless else { return .noSuchName }
        let named = endpoints(of: service.key).filter { $0.hostname == hostname }
        return named.isEmpty ? .noSuchName : select(named.map { record(name, .address($0.address)) }, type)
    }

    private func portRecords(_ name: DNSName, _ service: ZoneService, _ labels: [String], _ type: UInt16) -> ZoneAnswer {
        guard labels[0].hasPrefix("_"), labels[1].hasPrefix("_") else { return .noSuchName }
        let wanted = (name: String(labels[0].dropFirst()), transport: String(labels[1].dropFirst()))
        let isThere = ports(of: service).contains { $0.port.name == wanted.name && $0.port.transport == wanted.transport }
        guard isThere, !wanted.name.isEmpty else { return .noSuchName }
        guard type == DNSType.srv || type == DNSType.any else { return .records([], additional: []) }
        return serviceLocations(name, service, wanted)
    }

    private struct LocatedPort {
        let port: ZonePort
        let target: DNSName
        let addresses: [IPAddress]
    }

    /// Every port of the Service with the name that leads to it: the Service's own, or each endpoint's.
    private func ports(of service: ZoneService) -> [LocatedPort] {
        let name = name(of: service)
        switch service.kind {
        case .clusterIP(let addresses):
            return service.ports.map { LocatedPort(port: $0, target: name, addresses: addresses) }
        case .headless:
            return (slices[service.key] ?? [:]).sorted { $0.key < $1.key }.flatMap { _, slice in
                slice.endpoints.flatMap { endpoint in
                    slice.ports.map {
                        LocatedPort(port: $0, target: name.child(endpoint.hostname), addresses: [endpoint.address])
                    }
                }
            }
        case .externalName:
            return []
        }
    }

    private func serviceLocations(
        _ name: DNSName, _ service: ZoneService, _ wanted: (name: String, transport: String)?
    ) -> ZoneAnswer {
        let located = ports(of: service).filter {
            wanted == nil || ($0.port.name == wanted?.name && $0.port.transport == wanted?.transport)
        }
        var records: Set<DNSRecord> = []
        var additional: Set<DNSRecord> = []
        let weight = UInt16(clamping: max(1, 100 / max(1, located.count)))
        for entry in located {
            records.insert(record(name, .service(priority: 0, weight: weight, port: entry.port.port, target: entry.target)))
            for address in entry.addresses { additional.insert(record(entry.target, .address(address))) }
        }
        return .records(Array(records), additional: Array(additional))
    }

    /// `10-42-0-5.namespace.pod`: the address is in the name, nothing is looked up.
    private func podRecords(_ name: DNSName, _ labels: [String], _ type: UInt16) -> ZoneAnswer {
        guard labels.count == 2 else { return labels.count < 2 ? .records([], additional: []) : .noSuchName }
        let dotted = String(labels[0].map { $0 == "-" ? "." : $0 })
        let coloned = String(labels[0].map { $0 == "-" ? ":" : $0 })
        guard let address = IPv4Address(dotted).map(IPAddress.v4) ?? IPv6Address(coloned).map(IPAddress.v6) else {
            return .noSuchName
        }
        return select([record(name, .address(address))], type)
    }

    private func pointers(_ name: DNSName, _ address: IPAddress, _ type: UInt16) -> ZoneAnswer {
        guard let owners = reverse[address] else { return .notOurs }
        let names = owners.sorted { $0.key < $1.key }.flatMap(\.value)
        return select(names.map { record(name, .pointer($0)) }, type)
    }

    private func select(_ records: [DNSRecord], _ type: UInt16) -> ZoneAnswer {
        .records(records.filter { $0.type == type || type == DNSType.any }, additional: [])
    }

    private func record(_ name: DNSName, _ data: DNSRecord.Data) -> DNSRecord {
        DNSRecord(name: name, timeToLive: Self.timeToLive, data: data)
    }

    /// The address that a name under `in-addr.arpa` or `ip6.arpa` stands for.
    static func reverseAddress(_ name: DNSName) -> IPAddress? {
        if name.labels.count == 6, name.labels.suffix(2) == ["in-addr", "arpa"] {
            return IPv4Address(name.labels.prefix(4).reversed().joined(separator: ".")).map { .v4($0) }
        }
        if name.labels.count == 34, name.labels.suffix(2) == ["ip6", "arpa"] {
            let digits = name.labels.prefix(32).reversed().joined()
            return digits.utf8.count == 32 ? UInt128(digits, radix: 16).map { .v6(IPv6Address(bits: $0)) } : nil
        }
        return nil
    }
}

internal import Addresses

/// One resource record of an answer.
struct DNSRecord: Hashable {
    enum Data: Hashable {
        case address(IPAddress)
        case canonicalName(DNSName)
        case nameServer(DNSName)
        case pointer(DNSName)
        case service(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName)
        case text(String)
        case authority(primary: DNSName, mailbox: DNSName, serial: UInt32, minimum: UInt32)
    }

    let name: DNSName
    let timeToLive: UInt32
    let data: Data

    var type: UInt16 {
        switch data {
        case .address(.v4): DNSType.a
        case .address(.v6): DNSType.aaaa
        case .canonicalName: DNSType.cname
        case .nameServer: DNSType.ns
        case .pointer: DNSType.ptr
        case .service: DNSType.srv
        case .text: DNSType.txt
        case .authority: DNSType.soa
        }
    }

    /// The record on the wire. Its owner is written as a pointer to the question when it is the name asked for.
    func wire(askedFor asked: DNSName) -> [UInt8] {
        let owner: [UInt8] = name == asked ? [0xC0, 12] : name.wire
        let payload = payload
        return owner + Self.bytes(type) + Self.bytes(DNSQuery.internetClass) + Self.bytes(timeToLive)
            + Self.bytes(UInt16(clamping: payload.count)) + payload
    }

    private var payload: [UInt8] {
        switch data {
        case .address(.v4(let address)): return address.bytes
        case .address(.v6(let address)): return address.bytes
        case .canonicalName(let name), .nameServer(let name), .pointer(let name): return name.wire
        case .service(let priority, let weight, let port, let target):
            return Self.bytes(priority) + Self.bytes(weight) + Self.bytes(port) + target.wire
        case .text(let text):
            let bytes = Array(text.utf8.prefix(255))
            return [UInt8(bytes.count)] + bytes
        case .authority(let primary, let mailbox, let serial, let minimum):
            return primary.wire + mailbox.wire
                + [serial, 7200, 1800, 86_400, minimum].flatMap { Self.bytes($0) }
        }
    }

    static func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
    static func bytes(_ value: UInt32) -> [UInt8] {
        bytes(UInt16(value >> 16)) + bytes(UInt16(truncatingIfNeeded: value))
    }
}

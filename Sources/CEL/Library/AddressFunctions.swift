import Addresses

/// An IP address of either family.
struct CELAddress: CELObject, CustomStringConvertible {
    let address: IPAddress
    var description: String { address.description }
    var typeName: String { "net.IP" }
    func isEqual(to other: any CELObject) -> Bool { address == (other as? CELAddress)?.address }

    var isUnspecified: Bool { address.v4?.isUnspecified ?? address.v6?.isUnspecified ?? false }
    var isLoopback: Bool { address.v4?.isLoopback ?? address.v6?.isLoopback ?? false }
    var isLinkLocal: Bool { address.v4?.isLinkLocal ?? address.v6?.isLinkLocal ?? false }
    var isMulticast: Bool { address.v4?.isMulticast ?? address.v6.map { $0.bits >> 120 == 0xFF } ?? false }
    var isLinkLocalMulticast: Bool {
        address.v4.map { $0.bits >> 8 == 0xE00000 } ?? address.v6.map { $0.bits >> 112 & 0xFF0F == 0xFF02 } ?? false
    }
    var isBroadcast: Bool { address.v4?.bits == .max }
}

/// A block of addresses. Its address keeps the bits beyond the prefix.
struct CELCIDR: CELObject, CustomStringConvertible {
    let address: IPAddress
    let prefixLength: Int
    var description: String { "\(address)/\(prefixLength)" }
    var typeName: String { "net.CIDR" }

    func isEqual(to other: any CELObject) -> Bool {
        guard let other = other as? CELCIDR else { return false }
        return address == other.address && prefixLength == other.prefixLength
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]), String(length) == parts[1],
            (0...(address.v4 == nil ? 128 : 32)).contains(length)
        else { return nil }
        self.address = address
        prefixLength = length
    }

    private init(_ address: IPAddress, _ prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    func contains(_ other: IPAddress) -> Bool {
        if let mine = address.v4, let other = other.v4 {
            return CIDR(mine, prefixLength: prefixLength)?.contains(other) ?? false
        }
        if let mine = address.v6, let other = other.v6 {
            return CIDR(mine, prefixLength: prefixLength)?.contains(other) ?? false
        }
        return false
    }

    var masked: CELCIDR {
        if let v4 = address.v4, let block = CIDR(v4, prefixLength: prefixLength) { return CELCIDR(.v4(block.base), prefixLength) }
        if let v6 = address.v6, let block = CIDR(v6, prefixLength: prefixLength) { return CELCIDR(.v6(block.base), prefixLength) }
        return self
    }
}

extension Functions {
    private static let ipType = CELType.opaque("net.IP")
    private static let cidrType = CELType.opaque("net.CIDR")

    static let addresses: [String: Function] = [
        "ip": Function(
            function: 1...1, method: 0...0,
            result: { isOne(of: [.string, cidrType], $0[0]) ? ipType : nil }
        ) { (values) throws(CELError) in
            if case .object(let object) = values[0], let block = object as? CELCIDR {
                return .object(CELAddress(address: block.address))
            }
            return .object(CELAddress(address: try parsed(Arguments("ip", values).string(0))))
        },
        "isIP": function("isIP", 1...1, gives: .bool) { (call) throws(CELError) in .bool(IPAddress(try call.string(0)) != nil) },
        "ip.isCanonical": function("ip.isCanonical", 1...1, gives: .bool) { (call) throws(CELError) in
            let text = try call.string(0)
            return .bool(try parsed(text).description == text)
        },
        "family": method("family", on: ipType, gives: .int) { (call) throws(CELError) in
            .int(try call.object(0, as: CELAddress.self).address.v4 == nil ? 6 : 4)
        },
        "isUnspecified": test("isUnspecified") { $0.isUnspecified }, "isLoopback": test("isLoopback") { $0.isLoopback },
        "isLinkLocalMulticast": test("isLinkLocalMulticast") { $0.isLinkLocalMulticast },
        "isLinkLocalUnicast": test("isLinkLocalUnicast") { $0.isLinkLocal },
        "isGlobalUnicast": test("isGlobalUnicast") {
            !($0.isUnspecified || $0.isLoopback || $0.isLinkLocal || $0.isMulticast || $0.isBroadcast)
        },
        "cidr": function("cidr", 1...1, gives: cidrType) { (call) throws(CELError) in
            .object(try block(call.string(0)))
        },
        "isCIDR": function("isCIDR", 1...1, gives: .bool) { (call) throws(CELError) in .bool(CELCIDR(try call.string(0)) != nil)
        },
        "containsIP": method("containsIP", on: cidrType, 1...1, gives: .bool) { (call) throws(CELError) in
            let block = try call.object(0, as: CELCIDR.self)
            if case .string(let text) = try call.value(1) { return .bool(block.contains(try parsed(text))) }
            return .bool(block.contains(try call.object(1, as: CELAddress.self).address))
        },
        "containsCIDR": method("containsCIDR", on: cidrType, 1...1, gives: .bool) { (call) throws(CELError) in
            let outer = try call.object(0, as: CELCIDR.self)
            let inner: CELCIDR
            if case .string(let text) = try call.value(1) {
                inner = try block(text)
            } else {
                inner = try call.object(1, as: CELCIDR.self)
            }
            return .bool(outer.prefixLength <= inner.prefixLength && outer.contains(inner.address))
        },
        "masked": method("masked", on: cidrType, gives: cidrType) { (call) throws(CELError) in
            .object(try call.object(0, as: CELCIDR.self).masked)
        },
        "prefixLength": method("prefixLength", on: cidrType, gives: .int) { (call) throws(CELError) in
            .int(Int64(try call.object(0, as: CELCIDR.self).prefixLength))
        },
    ]

    private static func parsed(_ text: String) throws(CELError) -> IPAddress {
        guard let address = IPAddress(text) else {
            throw CELError("IP Address \"\(text)\" parse error during conversion from string")
        }
        return address
    }

    private static func block(_ text: String) throws(CELError) -> CELCIDR {
        guard let block = CELCIDR(text) else {
            throw CELError("network address parse error during conversion from string: \(text)")
        }
        return block
    }

    private static func test(_ name: String, _ holds: @escaping @Sendable (CELAddress) -> Bool) -> Function {
        method(name, on: ipType, gives: .bool) { (call) throws(CELError) in
            .bool(holds(try call.object(0, as: CELAddress.self)))
        }
    }
}

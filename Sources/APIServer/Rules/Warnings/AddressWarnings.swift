import Addresses
import JSON

/// What is said of good addresses that could be written better.
enum AddressWarnings {
    static func address(_ path: String, _ text: String) -> [String] {
        guard let read = LegacyAddress(text), read.address.v6 != nil, read.address.description != text else { return [] }
        return ["\(path): IPv6 address \"\(text)\" should be in RFC 5952 canonical format (\"\(read.address)\")"]
    }

    static func block(_ path: String, _ text: String) -> [String] {
        guard let read = LegacyBlock(text), read.base.address.v6 != nil, read.canonical != text else { return [] }
        return ["\(path): IPv6 CIDR value \"\(text)\" should be in RFC 5952 canonical format (\"\(read.canonical)\")"]
    }

    /// Of the addresses in a list of objects with a member `ip`.
    static func addresses(_ path: String, _ list: [JSONValue]) -> [String] {
        list.enumerated().flatMap { address("\(path)[\($0.offset)].ip", $0.element.text("ip")) }
    }
}

/// The parameters of a query string (`application/x-www-form-urlencoded`, WHATWG URL), decoded, in order.
package struct Query: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package private(set) var items: [Item]

    /// Parameters whose escapes are malformed are refused with a 400.
    package init(_ text: String) throws(StatusError) {
        items = []
        guard !text.isEmpty else { return }
        for pair in text.split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { throw .badRequest("invalid URL escape in the query \"\(pair)\"") }
            items.append(Item(name: name, value: value))
        }
    }

    /// Parameters as a query string.
    package static func encode(_ items: [Item]) -> String {
        items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// The first value of a parameter.
    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Whether a boolean parameter is on. As Kubernetes reads them: anything but an absent value, `false` and `0`.
    package func flag(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value != "false" && value != "0"
    }

    /// A whole number, or `nil` when the parameter is absent or empty.
    package func integer(_ name: String) throws(StatusError) -> Int64? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let number = Int64(text) else {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return number
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// `nil` when an escape is malformed or the result is not UTF-8.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == 0x25 || $0 == 0x2B }) else { return String(text) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x25 {
                guard position + 2 < bytes.count, let high = hex(bytes[position + 1]), let low = hex(bytes[position + 2])
                else { return nil }
                output.append(high << 4 | low)
                position += 3
            } else {
                output.append(byte == 0x2B && plusIsSpace ? 0x20 : byte)
                position += 1
            }
        }
        return String(validating: output, as: UTF8.self)
    }

    /// Escapes everything but the unreserved characters.
    package static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(byte)
            default: output.append(contentsOf: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

/// Why bytes are no DNS message.
enum DNSFormatError: Error, Hashable {
    case endsTooEarly
    case badLabel
    case badPointer
    case nameTooLong
    case badCount
}

/// Reads the parts of a DNS message (RFC 1035 section 4). Never reads past the end, and never loops: a compression pointer must lead to
/// a place before the name it is part of, and a name has at most 255 bytes.
struct DNSReader {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func byte() throws(DNSFormatError) -> UInt8 {
        guard bytes.indices.contains(position) else { throw .endsTooEarly }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func uint16() throws(DNSFormatError) -> UInt16 {
        let high = try byte()
        return UInt16(high) << 8 | UInt16(try byte())
    }

    mutating func uint32() throws(DNSFormatError) -> UInt32 {
        let high = try uint16()
        return UInt32(high) << 16 | UInt32(try uint16())
    }

    mutating func skip(_ count: Int) throws(DNSFormatError) {
        guard count >= 0, count <= bytes.count - position else { throw .endsTooEarly }
        position += count
    }

    mutating func name() throws(DNSFormatError) -> DNSName {
        var labels: [String] = []
        var length = 1
        var limit = position
        var resume: Int?
        while true {
            let size = try byte()
            switch size >> 6 {
            case 0:
                if size == 0 {
                    if let resume { position = resume }
                    return DNSName(labels: labels)
                }
                length += Int(size) + 1
                guard length <= 255 else { throw .nameTooLong }
                labels.append(try label(Int(size)))
            case 3:
                let target = Int(size & 0x3F) << 8 | Int(try byte())
                // Strictly backwards each time, and never into the header.
                guard target >= 12, target < limit else { throw .badPointer }
                if resume == nil { resume = position }
                limit = target
                position = target
            default:
                throw .badLabel
            }
        }
    }

    private mutating func label(_ size: Int) throws(DNSFormatError) -> String {
        guard size <= bytes.count - position else { throw .endsTooEarly }
        defer { position += size }
        return String(String.UnicodeScalarView(bytes[position..<position + size].map { Unicode.Scalar($0) }))
    }
}

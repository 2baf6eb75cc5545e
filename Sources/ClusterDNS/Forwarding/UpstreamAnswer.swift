internal import Addresses

/// An answer of an upstream server, read as far as it is needed to keep it and to hand it on.
struct UpstreamAnswer: Hashable {
    let bytes: [UInt8]
    let code: UInt16
    let isCut: Bool
    /// The least time-to-live of all records, in seconds; `nil` when there is none.
    let timeToLive: UInt32?
    /// Where the times-to-live are, to count them down while the answer is kept.
    let timeToLivePlaces: [Int]
    /// Records of the answer section that a name can be followed through: addresses and aliases.
    let records: [DNSRecord]

    static let maximumRecords = 4096

    /// Reads the answer to a request. `nil` when it answers something else.
    init?(_ bytes: [UInt8], id: UInt16, question: [UInt8]) {
        guard let parsed = try? Self.parse(bytes, id: id, question: question) else { return nil }
        self = parsed
    }

    private init(_ header: Header, _ records: ReadRecords, _ bytes: [UInt8]) {
        self.bytes = bytes
        code = header.flags & 0xF
        isCut = header.flags & 0x0200 != 0
        timeToLive = records.timeToLive
        timeToLivePlaces = records.places
        self.records = records.usable
    }

    private struct Header {
        let flags: UInt16
        let answers: Int
        let others: Int
    }

    private struct ReadRecords {
        var timeToLive: UInt32?
        var places: [Int] = []
        var usable: [DNSRecord] = []
    }

    private static func parse(_ bytes: [UInt8], id: UInt16, question: [UInt8]) throws(DNSFormatError) -> UpstreamAnswer? {
        var reader = DNSReader(bytes)
        guard try reader.uint16() == id else { return nil }
        let flags = try reader.uint16()
        let questions = try reader.uint16()
        let counts = [Int(try reader.uint16()), Int(try reader.uint16()), Int(try reader.uint16())]
        guard flags & 0x8000 != 0, questions == 1, counts.reduce(0, +) <= maximumRecords else { return nil }
        guard lowercased(bytes.dropFirst(12).prefix(question.count)) == lowercased(question[...]) else { return nil }
        try reader.skip(question.count)
        let header = Header(flags: flags, answers: counts[0], others: counts[1] + counts[2])
        return UpstreamAnswer(header, try records(bytes, header, &reader), bytes)
    }

    private static func records(
        _ bytes: [UInt8], _ header: Header, _ reader: inout DNSReader
    ) throws(DNSFormatError) -> ReadRecords {
        var result = ReadRecords()
        for index in 0..<header.answers + header.others {
            let owner = try reader.name()
            let type = try reader.uint16()
            _ = try reader.uint16()
            let place = reader.position
            let timeToLive = try reader.uint32()
            let length = Int(try reader.uint16())
            let start = reader.position
            try reader.skip(length)
            if type == DNSType.opt { continue }
            result.places.append(place)
            result.timeToLive = min(result.timeToLive ?? .max, timeToLive)
            guard index < header.answers, let data = try data(bytes, type, start, length) else { continue }
            result.usable.append(DNSRecord(name: owner, timeToLive: timeToLive, data: data))
        }
        return result
    }

    private static func data(
        _ bytes: [UInt8], _ type: UInt16, _ start: Int, _ length: Int
    ) throws(DNSFormatError) -> DNSRecord.Data? {
        switch type {
        case DNSType.a: return IPv4Address(bytes: bytes[start..<start + length]).map { .address(.v4($0)) }
        case DNSType.aaaa: return IPv6Address(bytes: bytes[start..<start + length]).map { .address(.v6($0)) }
        case DNSType.cname:
            var reader = DNSReader(bytes, at: start)
            return .canonicalName(try reader.name())
        default: return nil
        }
    }

    /// A question with its name's letters in lower case; also touches label lengths, on both sides of a comparison alike.
    /// Type and class, its last four bytes, stay as they are.
    static func lowercased(_ question: ArraySlice<UInt8>) -> [UInt8] {
        question.dropLast(4).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } + question.suffix(4)
    }

    /// The answer for another client: its id, its spelling of the question, and times-to-live less the age.
    func reissued(to query: DNSQuery, age: UInt32) -> [UInt8] {
        var copy = bytes
        copy.replaceSubrange(0..<2, with: DNSRecord.bytes(query.id))
        if copy.count >= 12 + query.question.count { copy.replaceSubrange(12..<12 + query.question.count, with: query.question) }
        for place in timeToLivePlaces where age > 0 {
            let old = copy[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            copy.replaceSubrange(place..<place + 4, with: DNSRecord.bytes(old > age ? old - age : 0))
        }
        return copy
    }
}

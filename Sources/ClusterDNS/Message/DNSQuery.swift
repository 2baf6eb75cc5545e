/// A question from a client.
struct DNSQuery: Hashable {
    static let internetClass: UInt16 = 1

    let id: UInt16
    let wantsRecursion: Bool
    /// CD of RFC 4035: the client checks signatures itself.
    let checkingDisabled: Bool
    let name: DNSName
    let type: UInt16
    let questionClass: UInt16
    /// The question section as it came: an answer repeats it, upper and lower case included.
    let question: [UInt8]
    /// What the client said in an OPT record (RFC 6891).
    let extensions: DNSExtensions?

    /// How a datagram that is no question is to be treated.
    enum Refusal: Error, Hashable {
        /// No answer at all: it is too short, or an answer itself; answering answers makes loops.
        case silence
        case answer(id: UInt16, flags: UInt16, DNSResponseCode)
    }

    /// Reads a request with exactly one question.
    static func read(_ bytes: [UInt8]) throws(Refusal) -> DNSQuery {
        var reader = DNSReader(bytes)
        guard bytes.count >= 12, let id = try? reader.uint16(), let flags = try? reader.uint16(), flags & 0x8000 == 0 else {
            throw .silence
        }
        guard flags >> 11 & 0xF == 0 else { throw .answer(id: id, flags: flags, .notImplemented) }
        do {
            return try DNSQuery(id: id, flags: flags, bytes, &reader)
        } catch {
            throw .answer(id: id, flags: flags, .formatError)
        }
    }

    init(
        id: UInt16, wantsRecursion: Bool, checkingDisabled: Bool, name: DNSName, type: UInt16, questionClass: UInt16,
        question: [UInt8], extensions: DNSExtensions?
    ) {
        self.id = id
        self.wantsRecursion = wantsRecursion
        self.checkingDisabled = checkingDisabled
        self.name = name
        self.type = type
        self.questionClass = questionClass
        self.question = question
        self.extensions = extensions
    }

    private init(id: UInt16, flags: UInt16, _ bytes: [UInt8], _ reader: inout DNSReader) throws(DNSFormatError) {
        let questions = try reader.uint16()
        let records = (Int(try reader.uint16()), Int(try reader.uint16()), Int(try reader.uint16()))
        guard questions == 1, records.0 == 0, records.1 == 0, records.2 <= 8 else { throw .badCount }
        self.id = id
        wantsRecursion = flags & 0x0100 != 0
        checkingDisabled = flags & 0x0010 != 0
        name = try reader.name()
        type = try reader.uint16()
        questionClass = try reader.uint16()
        question = Array(bytes[12..<reader.position])
        var extensions: DNSExtensions?
        for _ in 0..<records.2 {
            guard let found = try DNSExtensions.read(&reader) else { continue }
            guard extensions == nil else { throw .badCount }
            extensions = found
        }
        self.extensions = extensions
    }

    /// The largest answer that may go back in one datagram: what the client takes, but never so much that it would be split.
    var datagramLimit: Int { min(max(Int(extensions?.payloadSize ?? 512), 512), 1232) }
}

/// The OPT pseudo-record (RFC 6891 section 6.1).
struct DNSExtensions: Hashable {
    let payloadSize: UInt16
    let version: UInt8
    /// DO of RFC 3225: the client wants signatures.
    let wantsSignatures: Bool

    /// Reads one record; `nil` when it is of another type.
    static func read(_ reader: inout DNSReader) throws(DNSFormatError) -> DNSExtensions? {
        let owner = try reader.name()
        let type = try reader.uint16()
        let size = try reader.uint16()
        let flags = try reader.uint32()
        try reader.skip(Int(try reader.uint16()))
        guard type == DNSType.opt else { return nil }
        guard owner.labels.isEmpty else { throw .badLabel }
        return DNSExtensions(
            payloadSize: size, version: UInt8(truncatingIfNeeded: flags >> 16), wantsSignatures: flags & 0x8000 != 0)
    }
}

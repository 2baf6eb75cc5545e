/// An answer of our own.
struct DNSResponse: Hashable {
    var code: DNSResponseCode
    var isAuthoritative: Bool
    var answers: [DNSRecord] = []
    var authority: [DNSRecord] = []
    /// Left out first when there is no room.
    var additional: [DNSRecord] = []

    init(
        _ code: DNSResponseCode, isAuthoritative: Bool = false, answers: [DNSRecord] = [], authority: [DNSRecord] = [],
        additional: [DNSRecord] = []
    ) {
        self.code = code
        self.isAuthoritative = isAuthoritative
        self.answers = answers
        self.authority = authority
        self.additional = additional
    }

    /// The message, of at most `limit` bytes. Answers that do not fit are left out, and the message is marked as cut so that the
    /// client asks again over TCP.
    func wire(to query: DNSQuery, limit: Int) -> [UInt8] {
        let options = query.extensions == nil ? [] : Self.options(code)
        var room = limit - 12 - query.question.count - options.count
        let answers = Self.fitting(self.answers, query.name, &room)
        let isCut = answers.count < self.answers.count
        let authority = isCut ? [] : Self.fitting(self.authority, query.name, &room)
        let additional = isCut ? [] : Self.fitting(self.additional, query.name, &room)
        var flags: UInt16 = 0x8080 | code.rawValue & 0xF
        if isAuthoritative { flags |= 0x0400 }
        if isCut { flags |= 0x0200 }
        if query.wantsRecursion { flags |= 0x0100 }
        if query.checkingDisabled { flags |= 0x0010 }
        let counts = [1, answers.count, authority.count, additional.count + (options.isEmpty ? 0 : 1)]
        var message = DNSRecord.bytes(query.id) + DNSRecord.bytes(flags)
        for count in counts { message += DNSRecord.bytes(UInt16(clamping: count)) }
        message += query.question
        for record in answers + authority + additional { message += record }
        return message + options
    }

    /// An answer to something whose question could not be read.
    static func refusal(id: UInt16, flags: UInt16, _ code: DNSResponseCode) -> [UInt8] {
        let kept = flags & 0x7910  // operation code, recursion desired, checking disabled
        return DNSRecord.bytes(id) + DNSRecord.bytes(0x8080 | kept | code.rawValue & 0xF) + [UInt8](repeating: 0, count: 8)
    }

    private static func fitting(_ records: [DNSRecord], _ asked: DNSName, _ room: inout Int) -> [[UInt8]] {
        var kept: [[UInt8]] = []
        for record in records {
            let bytes = record.wire(askedFor: asked)
            guard bytes.count <= room, kept.count < 65_000 else { break }
            room -= bytes.count
            kept.append(bytes)
        }
        return kept
    }

    /// Our OPT record: how much we take in one datagram, and the upper bits of the code.
    private static func options(_ code: DNSResponseCode) -> [UInt8] {
        [0] + DNSRecord.bytes(DNSType.opt) + DNSRecord.bytes(UInt16(1232)) + [UInt8(code.rawValue >> 4), 0, 0, 0, 0, 0]
    }
}

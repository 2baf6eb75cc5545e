/// One message from the kernel: its type and what follows the `nlmsghdr`.
struct NetlinkReply {
    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    let body: ArraySlice<UInt8>

    /// Splits a datagram into its messages. Stops at the first one whose length is impossible.
    static func parse(_ datagram: [UInt8]) -> [NetlinkReply] {
        var replies: [NetlinkReply] = []
        var rest = datagram[...]
        while let length = rest.number(at: 0, as: UInt32.self).map(Int.init), length >= NetlinkMessage.headerLength,
            length <= rest.count
        {
            guard let type = rest.number(at: 4, as: UInt16.self), let flags = rest.number(at: 6, as: UInt16.self),
                let sequence = rest.number(at: 8, as: UInt32.self)
            else { break }
            let body = rest.dropFirst(NetlinkMessage.headerLength).prefix(length - NetlinkMessage.headerLength)
            replies.append(NetlinkReply(type: type, flags: flags, sequence: sequence, body: body))
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return replies
    }

    /// The attributes after a fixed header, by type; the last of a type wins.
    func attributes(after header: Int) -> [UInt16: ArraySlice<UInt8>] { Self.attributes(body.dropFirst(header)) }

    static func attributes(_ bytes: ArraySlice<UInt8>) -> [UInt16: ArraySlice<UInt8>] {
        var found: [UInt16: ArraySlice<UInt8>] = [:]
        var rest = bytes
        while let length = rest.number(at: 0, as: UInt16.self).map(Int.init), length >= 4, length <= rest.count,
            let type = rest.number(at: 2, as: UInt16.self)
        {
            found[type & 0x3FFF] = rest.dropFirst(4).prefix(length - 4)
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return found
    }
}

extension ArraySlice<UInt8> {
    /// A number in the machine's byte order, `offset` bytes into the slice; `nil` when it does not fit.
    func number<T: FixedWidthInteger>(at offset: Int, as type: T.Type) -> T? {
        guard offset >= 0, count >= offset + T.bitWidth / 8 else { return nil }
        return withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }

    /// The text before the first zero byte.
    var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}

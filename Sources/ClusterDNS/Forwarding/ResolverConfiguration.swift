internal import Addresses
internal import Glibc

/// The servers named in a resolv.conf (resolv.conf(5)).
enum ResolverConfiguration {
    /// The addresses of `nameserver` lines, in order, at most three as in the C library.
    static func servers(in text: String) -> [IPAddress] {
        let found = text.split(whereSeparator: \.isNewline).compactMap { line -> IPAddress? in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            return IPAddress(words[1])
        }
        return Array(found.prefix(3))
    }

    /// The servers of a file. None when it cannot be read; it may have at most 64 KiB.
    static func servers(ofFile path: String) -> [IPAddress] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(file, &buffer, buffer.count)
        return count > 0 ? servers(in: String(decoding: buffer[..<count], as: UTF8.self)) : []
    }
}

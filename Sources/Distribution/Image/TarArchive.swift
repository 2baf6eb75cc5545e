/// Writes a POSIX tar archive (ustar, IEEE Std 1003.1) in memory. Times are zero and owners root, so equal input gives
/// equal bytes.
struct TarArchive {
    private(set) var bytes: [UInt8] = []

    mutating func addDirectory(_ path: String, mode: UInt32 = 0o755) {
        header(path.hasSuffix("/") ? path : path + "/", mode: mode, size: 0, type: UInt8(ascii: "5"), target: "")
    }

    mutating func addFile(_ path: String, mode: UInt32, _ content: [UInt8]) {
        header(path, mode: mode, size: content.count, type: UInt8(ascii: "0"), target: "")
        bytes.append(contentsOf: content)
        pad()
    }

    mutating func addLink(_ path: String, to target: String) {
        header(path, mode: 0o777, size: 0, type: UInt8(ascii: "2"), target: target)
    }

    /// Ends the archive with its two empty blocks.
    consuming func finished() -> [UInt8] {
        bytes.append(contentsOf: repeatElement(0, count: 1024))
        return bytes
    }

    private mutating func pad() {
        let rest = bytes.count % 512
        if rest > 0 { bytes.append(contentsOf: repeatElement(0, count: 512 - rest)) }
    }

    private mutating func header(_ path: String, mode: UInt32, size: Int, type: UInt8, target: String) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, width: Int) {
            for (index, byte) in text.utf8.prefix(width).enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, at offset: Int, width: Int) {
            let digits = String(number, radix: 8)
            put(String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits, at: offset, width: width - 1)
        }
        let (prefix, name) = Self.split(path)
        put(name, at: 0, width: 100)
        octal(Int(mode), at: 100, width: 8)
        octal(0, at: 108, width: 8)
        octal(0, at: 116, width: 8)
        octal(size, at: 124, width: 12)
        octal(0, at: 136, width: 12)
        put("        ", at: 148, width: 8)
        block[156] = type
        put(target, at: 157, width: 100)
        put("ustar", at: 257, width: 6)
        put("00", at: 263, width: 2)
        put(prefix, at: 345, width: 155)
        let sum = block.reduce(0) { $0 + Int($1) }
        octal(sum, at: 148, width: 7)
        block[154] = 0
        block[155] = 0x20
        bytes.append(contentsOf: block)
    }

    /// A name over 100 bytes is split at a slash into prefix and name.
    private static func split(_ path: String) -> (prefix: String, name: String) {
        guard path.utf8.count > 100 else { return ("", path) }
        var cut = path.endIndex
        while let slash = path[..<cut].dropLast().lastIndex(of: "/") {
            let prefix = path[..<slash]
            let name = path[path.index(after: slash)...]
            if name.utf8.count <= 100, prefix.utf8.count <= 155, !name.isEmpty { return (String(prefix), String(name)) }
            cut = slash
        }
        return ("", path)
    }
}

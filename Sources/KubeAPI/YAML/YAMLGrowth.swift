/// Whether text may make the YAML library work without bound before its tree can be measured.
///
/// The library compares the keys of a mapping by their whole content. A key that is an alias of nested aliases stands for a
/// tree that grows exponentially, so text that has aliases as well as keys that look like more than a scalar is refused.
/// Either alone is harmless.
enum YAMLGrowth {
    static func isPossible(_ text: String) -> Bool {
        var scan = Scan()
        var text = text
        text.withUTF8 { bytes in
            for position in bytes.indices where scan.isUndecided { scan.look(at: position, in: bytes) }
        }
        return scan.hasAnchor && scan.hasAlias && scan.hasComplexKey
    }

    private struct Scan {
        var hasAnchor = false
        var hasAlias = false
        var hasComplexKey = false

        var isUndecided: Bool { !(hasAnchor && hasAlias && hasComplexKey) }

        mutating func look(at position: Int, in bytes: UnsafeBufferPointer<UInt8>) {
            switch bytes[position] {
            case UInt8(ascii: "&"):
                if Self.startsName(position, bytes) { hasAnchor = true }
            case UInt8(ascii: "*"):
                guard Self.startsName(position, bytes) else { return }
                hasAlias = true
                let end = bytes[(position + 1)...].firstIndex { !Self.isName($0) } ?? bytes.endIndex
                if Self.colonFollows(end, bytes) { hasComplexKey = true }
            case UInt8(ascii: "?"):
                let next = position + 1 < bytes.count ? bytes[position + 1] : 0x0A
                if Self.startsToken(position, bytes), Self.isSpace(next) { hasComplexKey = true }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if Self.colonFollows(position + 1, bytes) { hasComplexKey = true }
            default: break
            }
        }

        private static func startsName(_ position: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            startsToken(position, bytes) && position + 1 < bytes.count && isName(bytes[position + 1])
        }

        private static func startsToken(_ position: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            position == 0 || isSpace(bytes[position - 1]) || "[{,:?-\"'".utf8.contains(bytes[position - 1])
        }

        private static func colonFollows(_ start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            let next = bytes[start...].first { !isSpace($0) }
            return next == UInt8(ascii: ":")
        }

        private static func isName(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x2D
        }

        private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    }
}

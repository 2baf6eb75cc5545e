/// The name of an image: `[host[:port]/]path[:tag][@digest]`.
enum ImageReference {
    /// Whether the text can be the name of an image (distribution reference grammar, simplified).
    static func isValid(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 1024 else { return false }
        let nameAndDigest = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if nameAndDigest.count == 2, !isDigest(nameAndDigest[1]) { return false }
        var parts = nameAndDigest[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard var last = parts.popLast() else { return false }
        if let colon = last.lastIndex(of: ":") {
            guard isTag(last[last.index(after: colon)...]) else { return false }
            last = String(last[..<colon])
        }
        if let host = parts.first, host.contains(".") || host.contains(":") || host == "localhost" { parts.removeFirst() }
        return (parts + [last]).allSatisfy(isPathPart)
    }

    private static func isPathPart(_ part: String) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return part.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isTag(_ tag: Substring) -> Bool {
        guard !tag.isEmpty, tag.utf8.count <= 128, tag.first != ".", tag.first != "-" else { return false }
        return tag.utf8.allSatisfy { byte in
            isAlphanumeric(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F || byte == 0x2E || byte == 0x2D
        }
    }

    private static func isDigest(_ digest: Substring) -> Bool {
        let parts = digest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].utf8.count >= 32 else { return false }
        return parts[1].allSatisfy(\.isHexDigit)
    }

    /// The registry a name leads to.
    static func registry(of text: String) -> String {
        guard let slash = text.firstIndex(of: "/") else { return "docker.io" }
        let first = String(text[..<slash])
        return first.contains(".") || first.contains(":") || first == "localhost" ? first : "docker.io"
    }
}

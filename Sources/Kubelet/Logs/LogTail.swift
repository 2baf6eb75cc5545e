import Glibc

/// Finds the end of a log without reading all of it.
enum LogTail {
    /// The offset at which the last `count` lines of the file begin; partial lines count with the line they end in.
    static func offset(ofLast count: Int, in path: String) -> Int64 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        let size = Int64(lseek(descriptor, 0, SEEK_END))
        guard count > 0, size > 0 else { return max(size, 0) }
        var seen = 0
        var end = size
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while end > 0 {
            let start = max(end - Int64(chunk.count), 0)
            let length = pread(descriptor, &chunk, Int(end - start), off_t(start))
            guard length > 0 else { return start }
            for index in stride(from: length - 1, through: 0, by: -1) where chunk[index] == 0x0A {
                let position = start + Int64(index)
                // The newline that ends the file begins no further line.
                if position == size - 1 { continue }
                seen += 1
                if seen == count { return position + 1 }
            }
            end = start
        }
        return 0
    }

    static func lastLines(of path: String, count: Int, maximumBytes: Int) -> [CRILogLine] {
        let start = offset(ofLast: count, in: path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        let size = Int64(lseek(descriptor, 0, SEEK_END))
        let from = max(start, size - Int64(maximumBytes))
        var bytes = [UInt8](repeating: 0, count: Int(max(size - from, 0)))
        let length = bytes.isEmpty ? 0 : pread(descriptor, &bytes, bytes.count, off_t(from))
        guard length > 0 else { return [] }
        return bytes[..<length].split(separator: 0x0A).compactMap { CRILogLine($0) }
    }
}

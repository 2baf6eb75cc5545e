import Files
import Glibc
import Processes

/// Gives back the memory of program code that only the start needed.
///
/// The kernel maps code in blocks of 64 KiB around each first use, so a start that runs through the whole program leaves most
/// of it resident for ever. Dropping those pages costs nothing but a soft fault for each block that is used again: they are
/// clean, and stay in the page cache.
enum ResidentCode {
    /// Waits until the start is over, then drops the pages once.
    static func releaseAfterStart(_ pause: Duration = .seconds(3)) async throws {
        try await Task.sleep(for: pause)
        release()
        try await Task.sleep(for: .seconds(Int64.max / 4_000_000_000))
    }

    static func release() {
        for range in cleanFileRanges() {
            guard let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) else { continue }
            madvise(start, Int(range.count), MADV_DONTNEED)
        }
    }

    /// The mappings of this program that nobody can have changed: not writable, and without a page of their own. (Relocated
    /// read-only data would lose its relocations.)
    private static func cleanFileRanges() -> [Range<UInt>] {
        guard let text = try? FileSystem.readText("/proc/self/smaps") else { return [] }
        let program = Command.ownProgram
        var found: [Range<UInt>] = []
        var candidate: Range<UInt>?
        for line in text.split(separator: "\n") {
            if let range = range(of: line, in: program) {
                candidate = range
            } else if line.hasPrefix("Anonymous:") {
                if let candidate, line.contains(" 0 kB") { found.append(candidate) }
                candidate = nil
            }
        }
        return found
    }

    /// `address-address perms offset device inode path`, for an unwritable mapping of the program.
    private static func range(of line: Substring, in program: String) -> Range<UInt>? {
        guard line.hasSuffix(program) else { return nil }
        let fields = line.split(separator: " ", omittingEmptySubsequences: true)
        guard fields.count >= 6, !fields[1].contains("w") else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}

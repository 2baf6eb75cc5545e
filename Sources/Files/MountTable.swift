internal import Glibc

/// What is mounted in this process's mount namespace (proc_pid_mountinfo(5)).
package enum MountTable {
    /// Detaches every mount whose place is picked, the last mounted first; what is still in use goes when it is left.
    /// Throws when the mounts cannot be known.
    package static func detach(where isPicked: (String) -> Bool) throws(FileError) {
        for point in try points().reversed() where isPicked(point) { umount2(point, Int32(MNT_DETACH)) }
    }

    /// Where something is mounted, in the order it was mounted.
    private static func points() throws(FileError) -> [String] {
        try FileSystem.readText("/proc/self/mountinfo").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            return fields.count > 4 ? unescaped(fields[4]) : nil
        }
    }

    /// The kernel writes space, tab, newline and backslash as `\ooo`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import Files
import Glibc
import Schema

/// Audit events on disk that a webhook has not taken yet. They survive the end of the process and of the machine's power.
///
/// Events are appended to one open file, which is sealed when it is full or asked for; sealed ones are sent oldest first
/// and then removed. Used by one owner at a time; every call may block.
struct AuditSpool: Sendable {
    private static let openName = "events.open"
    private static let sealedEnding = ".events"

    let directory: String
    /// Bytes of all files together; further events are refused.
    let maximumBytes: Int
    let maximumEventsPerFile: Int
    private var openEvents = 0
    private var openBytes = 0
    private var sealedBytes = 0
    private var sealed: [String]
    private var counter: UInt32 = 0

    /// Takes over what an earlier process has left.
    init(directory: String, maximumBytes: Int, maximumEventsPerFile: Int) throws(FileError) {
        self.directory = directory
        self.maximumBytes = maximumBytes
        self.maximumEventsPerFile = maximumEventsPerFile
        try FileSystem.makeDirectory(directory)
        sealed = FileSystem.names(in: directory).filter { $0.hasSuffix(Self.sealedEnding) }
        for name in sealed { sealedBytes += Int(FileStatus(path: "\(directory)/\(name)")?.size ?? 0) }
        if let left = FileStatus(path: "\(directory)/\(Self.openName)"), left.size > 0 {
            openEvents = 1
            openBytes = Int(left.size)
            try seal()
        }
    }

    var isEmpty: Bool { sealed.isEmpty && openEvents == 0 }
    var hasSealed: Bool { !sealed.isEmpty }

    /// How many of the events found no room, or could not be written.
    mutating func append(_ lines: [[UInt8]]) throws(FileError) -> Int {
        var bytes: [UInt8] = []
        var lost = 0
        var taken = 0
        for line in lines {
            guard sealedBytes + openBytes + bytes.count + line.count < maximumBytes else {
                lost += 1
                continue
            }
            bytes.append(contentsOf: line)
            bytes.append(0x0A)
            taken += 1
            if openEvents + taken >= maximumEventsPerFile {
                try write(bytes, events: taken)
                try seal()
                bytes = []
                taken = 0
            }
        }
        try write(bytes, events: taken)
        return lost
    }

    private mutating func write(_ bytes: [UInt8], events: Int) throws(FileError) {
        guard events > 0 else { return }
        var file = try AppendingFile("\(directory)/\(Self.openName)")
        defer { file.close() }
        try file.append(bytes)
        try file.sync()
        openBytes += bytes.count
        openEvents += events
    }

    /// Makes what has been collected ready to be sent.
    mutating func seal() throws(FileError) {
        guard openEvents > 0 else { return }
        counter &+= 1
        let name = "\(Timestamp.now.rfc3339Micro)-\(counter)\(Self.sealedEnding)"
        guard rename("\(directory)/\(Self.openName)", "\(directory)/\(name)") == 0 else {
            throw FileError(operation: "rename", path: "\(directory)/\(Self.openName)", code: errno)
        }
        sealed.append(name)
        sealedBytes += openBytes
        openBytes = 0
        openEvents = 0
    }

    /// The oldest sealed events, a line each. A last line that was cut off by a crash is left out.
    mutating func oldest() throws(FileError) -> [ArraySlice<UInt8>] {
        guard let name = sealed.first else { return [] }
        let bytes = try FileSystem.read("\(directory)/\(name)", limit: maximumBytes + 1)
        return bytes.split(separator: 0x0A).filter { $0.last == UInt8(ascii: "}") }
    }

    /// The oldest ones have been taken.
    mutating func removeOldest() {
        guard let name = sealed.first else { return }
        sealedBytes -= min(sealedBytes, Int(FileStatus(path: "\(directory)/\(name)")?.size ?? 0))
        unlink("\(directory)/\(name)")
        sealed.removeFirst()
    }
}

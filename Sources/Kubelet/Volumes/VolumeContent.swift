import Glibc

/// The files of a volume made from objects: their paths within it, bytes and modes.
struct VolumeContent: Sendable, Hashable {
    struct File: Sendable, Hashable {
        var bytes: [UInt8]
        var mode: UInt32
    }

    private(set) var files: [String: File] = [:]

    /// Paths that would leave the volume are refused; a later file replaces an earlier one of the same path.
    mutating func add(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(PodSetupError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard !path.hasPrefix("/"), !parts.isEmpty, !parts.contains(".."), !(parts.first?.hasPrefix("..") ?? false) else {
            throw PodSetupError("invalid path \"\(path)\" in the volume")
        }
        files[parts.joined(separator: "/")] = File(bytes: bytes, mode: mode)
    }

    mutating func merge(_ other: VolumeContent) { files.merge(other.files) { $1 } }
}

/// Why a Pod's surroundings could not be made. Shown to the user in an event.
struct PodSetupError: Error, Sendable, Hashable, CustomStringConvertible {
    let message: String

    init(_ message: String) { self.message = message }

    var description: String { message }
}

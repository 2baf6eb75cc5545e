import Files

/// Files that a container leaves behind at each attempt, named `<attempt>`, `<attempt>.log` or `<attempt>.log.<time>`.
enum AttemptFiles {
    /// Removes those of attempts before `oldest`; files of other names stay.
    static func remove(before oldest: UInt32, in directory: String) throws(FileError) {
        for name in FileSystem.names(in: directory) {
            guard let attempt = UInt32(name.prefix { $0 != "." }), attempt < oldest else { continue }
            try FileSystem.remove("\(directory)/\(name)")
        }
    }
}

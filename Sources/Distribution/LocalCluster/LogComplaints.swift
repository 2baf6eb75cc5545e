import Files

/// What the processes of a cluster complained of last: the cause to show when the cluster does not come up.
enum LogComplaints {
    private static let perFile = 2
    private static let wordings = [" warning ", " error ", " critical ", "error:", "Fatal error", "level=error", "level=fatal"]

    /// The last complaints of each process, a line each: `control-plane: database or disk is full`. Empty without any.
    static func last(in directory: String) -> [String] {
        FileSystem.names(in: directory).filter { $0.hasSuffix(".log") }.flatMap { file -> [String] in
            let process = file.dropLast(".log".count)
            let text = (try? FileSystem.readText("\(directory)/\(file)")) ?? ""
            let complaints = text.split(separator: "\n").suffix(500).filter { line in
                wordings.contains { line.contains($0) }
            }
            return complaints.suffix(perFile).map { "\(process): \($0.prefix(400))" }
        }
    }
}

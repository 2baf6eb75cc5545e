import ArgumentParser
import Files
import Glibc

extension Bench {
    /// What the processes of a cluster hold in memory.
    struct Memory: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the resident memory of a cluster's processes.",
            discussion: """
                Reads the resident set (VmRSS) of the supervisor, the control plane, every node process and every \
                containerd that `swiftlet up` or `swiftlet server` started here, or of any processes by id. The floor is \
                this program itself, which has only read its command line.

                Examples:
                  swiftlet bench memory
                  swiftlet bench memory --name test -o json
                  swiftlet bench memory --pid $(pidof kube-apiserver) --pid $(pidof etcd)
                """)

        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var output: BenchOutput

        @Option(help: ArgumentHelp("A process to measure instead; repeat for more.", valueName: "pid"))
        var pid: [Int32] = []

        func run() throws {
            guard let own = ResidentSet(pid: getpid()) else {
                throw UserError("/proc/self/status cannot be read", advice: "mount /proc")
            }
            let measured = try pid.isEmpty ? clusterProcesses() : namedProcesses()
            var report = BenchReport()
            report.lines = measured.map { line($0.name, $0.memory, own) }
            if measured.count > 1 {
                report.lines.append(line("together", ResidentSet.sum(measured.map(\.memory)), own))
            }
            output.print(report)
        }

        private func line(_ name: String, _ memory: ResidentSet, _ own: ResidentSet) -> BenchReport.Line {
            BenchReport.Line(
                name: name, value: memory.all, details: [("anonymous", memory.anonymous)],
                floor: ("this program", own.all))
        }

        private func clusterProcesses() throws -> [(name: String, memory: ResidentSet)] {
            let files = FileSystem.names(in: cluster.layout.run).filter { $0.hasSuffix(".pid") }.sorted()
            let found = files.compactMap { file -> (name: String, memory: ResidentSet)? in
                guard let process = ProcessIdentity(file: "\(cluster.layout.run)/\(file)"), process.isAlive,
                    let memory = ResidentSet(pid: process.pid)
                else { return nil }
                return (String(file.dropLast(4)), memory)
            }
            guard !found.isEmpty else {
                throw UserError(
                    "no process of cluster \"\(cluster.name)\" runs here", advice: "start it with `swiftlet up`, or give --pid")
            }
            return found
        }

        private func namedProcesses() throws -> [(name: String, memory: ResidentSet)] {
            try pid.map { pid in
                guard let memory = ResidentSet(pid: pid) else {
                    throw UserError("there is no process \(pid)", advice: "see `ps`")
                }
                let name = (try? FileSystem.readText("/proc/\(pid)/comm"))?.filter { $0 != "\n" } ?? "process"
                return ("\(name) \(pid)", memory)
            }
        }
    }
}

/// The part of a process that is in memory (`/proc/PID/status`, proc(5)).
struct ResidentSet: Sendable {
    let kibibytes: Int
    /// Without the pages of files, which others share.
    let anonymousKibibytes: Int

    var all: BenchReport.Quantity { .init(Double(kibibytes) / 1024, .mebibytes) }
    var anonymous: BenchReport.Quantity { .init(Double(anonymousKibibytes) / 1024, .mebibytes) }

    /// `nil` when there is no such process.
    init?(pid: Int32) {
        guard let text = try? FileSystem.readText("/proc/\(pid)/status") else { return nil }
        func value(_ field: String) -> Int? {
            let line = text.split(separator: "\n").first { $0.hasPrefix(field + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        }
        guard let all = value("VmRSS"), let anonymous = value("RssAnon") else { return nil }
        self.init(kibibytes: all, anonymousKibibytes: anonymous)
    }

    private init(kibibytes: Int, anonymousKibibytes: Int) {
        self.kibibytes = kibibytes
        self.anonymousKibibytes = anonymousKibibytes
    }

    static func sum(_ sets: [ResidentSet]) -> ResidentSet {
        ResidentSet(
            kibibytes: sets.reduce(0) { $0 + $1.kibibytes },
            anonymousKibibytes: sets.reduce(0) { $0 + $1.anonymousKibibytes })
    }
}

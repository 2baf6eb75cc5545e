import CLinux
import Files
import Glibc
import Logging
import Processes

/// Keeps the processes of a cluster running: starts them, and starts again what ends, at once the first time and with
/// growing pauses after that.
///
/// It adopts processes that are already running, so its own death costs nothing: any of them starts the next supervisor
/// (`SupervisorWatch`), which carries on with the same processes.
struct Supervisor: Sendable {
    struct Program: Sendable {
        let name: String
        let path: String
        let arguments: [String]
        var environment: [String: String]?
        let network: String?
        /// Stopped after those with a lower number.
        let stopOrder: Int
        /// How long it may take to end by itself.
        var stopLimit = Duration.seconds(10)
    }

    let layout: ClusterLayout
    let programs: [Program]
    let logger: Logger

    /// Runs until cancelled, then stops the processes, in order.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for program in programs { group.addTask { await keepRunning(program) } }
            group.addTask { await limitLogs() }
            await group.waitForAll()
        }
        await stopAll()
    }

    private func keepRunning(_ program: Program) async {
        var failures = 0
        while !Task.isCancelled, !FileSystem.exists(layout.stoppingMark) {
            let begun = ContinuousClock.now
            do {
                let process = try adopt(program) ?? start(program)
                await waitForEnd(of: process)
                if Task.isCancelled || FileSystem.exists(layout.stoppingMark) { return }
                logger.warning("process ended", metadata: ["process": "\(program.name)", "pid": "\(process.pid)"])
            } catch {
                logger.error("process does not start", metadata: ["process": "\(program.name)", "cause": "\(error)"])
            }
            failures = begun.duration(to: .now) > .seconds(30) ? 0 : failures + 1
            try? await Task.sleep(for: Self.pause(afterFailures: failures))
        }
    }

    /// 0, 0.1, 0.2, 0.4 … 10 seconds.
    static func pause(afterFailures failures: Int) -> Duration {
        failures <= 1 ? .zero : min(.milliseconds(100 << min(failures - 2, 10)), .seconds(10))
    }

    private func limitLogs() async {
        while (try? await Task.sleep(for: .seconds(60))) != nil {
            // Only of the processes: the audit log beside them keeps its own size.
            for name in programs.map(\.name) + ["supervisor"] {
                do { try LogFile.limit("\(layout.logs)/\(name).log") } catch {
                    logger.error("log not shortened", metadata: ["cause": "\(error)"])
                }
            }
        }
    }

    private func pidFile(_ program: Program) -> String { "\(layout.run)/\(program.name).pid" }

    private func adopt(_ program: Program) -> ProcessIdentity? {
        guard let process = ProcessIdentity(file: pidFile(program)), process.isAlive else { return nil }
        logger.info("process adopted", metadata: ["process": "\(program.name)", "pid": "\(process.pid)"])
        return process
    }

    private func start(_ program: Program) throws -> ProcessIdentity {
        let log = try LogFile.open("\(layout.logs)/\(program.name).log")
        defer { close(log) }
        var command = Command(program.path, program.arguments)
        command.environment = program.environment.map { .exactly($0) } ?? .inherited
        command.network = program.network
        command.newSession = true
        let pid = try command.start(.init(output: log, error: log))
        guard let process = ProcessIdentity(pid: pid) else {
            throw CommandError(program: program.path, reason: "ended at once; see \(layout.logs)/\(program.name).log")
        }
        do { try process.save(to: pidFile(program)) } catch {
            // What nobody knows of, nobody could stop.
            process.signal(SIGKILL)
            throw error
        }
        logger.info("process started", metadata: ["process": "\(program.name)", "pid": "\(pid)"])
        return process
    }

    /// Waits for the process or for cancellation, which leaves it running.
    private func waitForEnd(of process: ProcessIdentity) async {
        let (ended, source) = AsyncStream<Void>.makeStream()
        let watch = Task {
            await process.waitUntilGone()
            source.finish()
        }
        for await _ in ended {}
        watch.cancel()
        var status: Int32 = 0
        _ = swl_wait(process.pid, &status)
    }

    private func stopAll() async {
        let stages = Set(programs.map(\.stopOrder)).sorted()
        for stage in stages {
            let processes = programs.filter { $0.stopOrder == stage }.compactMap { program in
                ProcessIdentity(file: pidFile(program)).map { (process: $0, limit: program.stopLimit) }
            }
            for (process, _) in processes { process.signal(SIGTERM) }
            for (process, limit) in processes { await Self.waitOrKill(process, after: limit) }
        }
    }

    static func waitOrKill(_ process: ProcessIdentity, after limit: Duration) async {
        let killer = Task {
            try await Task.sleep(for: limit)
            process.signal(SIGKILL)
        }
        await process.waitUntilGone()
        killer.cancel()
        var status: Int32 = 0
        _ = swl_wait(process.pid, &status)
    }
}

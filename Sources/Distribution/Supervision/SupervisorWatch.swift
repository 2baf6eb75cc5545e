import CLinux
import Files
import Glibc
import Logging
import Processes

/// Starts the supervisor again when it has died.
///
/// The supervisor holds the lock of a file for as long as it lives. Each of its processes waits for that lock; whichever
/// gets it hands it on, still locked, to a new supervisor as its standard input. So there is never a second one.
enum SupervisorWatch {
    static func start(_ layout: ClusterLayout, logger: Logger) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(WatchArgument(layout: layout, logger: logger))
        let result = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let argument = Unmanaged<WatchArgument>.fromOpaque(pointer).takeRetainedValue()
                SupervisorWatch.loop(argument.layout, argument.logger)
                return nil
            }, argument.toOpaque())
        if result == 0 { pthread_detach(thread) } else { argument.release() }
    }

    private final class WatchArgument: Sendable {
        let layout: ClusterLayout
        let logger: Logger
        init(layout: ClusterLayout, logger: Logger) {
            self.layout = layout
            self.logger = logger
        }
    }

    private static func loop(_ layout: ClusterLayout, _ logger: Logger) {
        while true {
            let lock = open(layout.supervisorLock, O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { return }
            let result = swl_lock(lock, 1)
            if result == 0, !FileSystem.exists(layout.stoppingMark) {
                logger.warning("supervisor died, starting another")
                startSupervisor(layout, lock: lock, logger)
            }
            close(lock)
            if FileSystem.exists(layout.stoppingMark) { return }
            sleep(1)
        }
    }

    private static func startSupervisor(_ layout: ClusterLayout, lock: Int32, _ logger: Logger) {
        do { _ = try SupervisorLaunch.start(layout, lock: lock) } catch {
            logger.error("supervisor does not start", metadata: ["cause": "\(error)"])
        }
    }
}

/// Starts a detached supervisor process for a cluster.
enum SupervisorLaunch {
    /// `lock`: the supervisor's lock file, open and locked; the new process keeps it through its standard input.
    static func start(_ layout: ClusterLayout, lock: Int32) throws -> pid_t {
        let log = try LogFile.open("\(layout.logs)/supervisor.log")
        defer { close(log) }
        var command = Command(Command.ownProgram, ["supervise", "--name", layout.name, "--data-dir", layout.root])
        command.environment = .inherited
        command.newSession = true
        if FileSystem.exists(layout.hostNetwork) { command.network = layout.hostNetwork }
        return try command.start(.init(input: lock, output: log, error: log))
    }

    /// Takes the lock for a first supervisor. Throws when one is running.
    static func lock(_ layout: ClusterLayout) throws -> Int32 {
        if let lock = try lockUnlessRunning(layout) { return lock }
        throw UserError(
            "cluster \"\(layout.name)\" is already running", advice: "stop it first with `swiftlet down --name \(layout.name)`")
    }

    /// The lock for a first supervisor; `nil` when one is running.
    static func lockUnlessRunning(_ layout: ClusterLayout) throws -> Int32? {
        let lock = open(layout.supervisorLock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw FileError(operation: "open", path: layout.supervisorLock, code: errno) }
        guard swl_lock(lock, 0) == 0 else {
            close(lock)
            return nil
        }
        return lock
    }
}

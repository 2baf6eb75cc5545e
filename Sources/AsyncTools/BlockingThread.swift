internal import Glibc
internal import Synchronization

/// Why a thread could not be started or gave no result (pthread_create(3)).
package struct ThreadError: Error, Sendable, CustomStringConvertible {
    /// An `errno`.
    package let code: Int32

    package var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
}

/// Runs blocking work on a thread of its own, away from Swift's cooperative pool, whose threads must never wait.
package enum BlockingThread {
    /// Runs the closure and suspends the caller until it is done.
    package static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let code = start {
                pthread_detach(pthread_self())
                continuation.resume(with: Result(catching: body))
            }.code
            if code != 0 { continuation.resume(throwing: ThreadError(code: code)) }
        }
    }

    /// Runs the closure and blocks the calling thread until it is done.
    package static func runAndWait<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
        let outcome = Outcome<R>()
        let thread = start { outcome.result.withLock { $0 = Result(catching: body) } }
        guard thread.code == 0 else { throw ThreadError(code: thread.code) }
        pthread_join(thread.id, nil)
        guard let result = outcome.result.withLock({ $0 }) else { throw ThreadError(code: ESRCH) }
        return try result.get()
    }

    private final class Outcome<R: Sendable>: Sendable {
        let result = Mutex<Result<R, any Error>?>(nil)
    }

    private final class Job: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// A thread that was not joined keeps a few bytes after its end, so `run` detaches its own.
    private static func start(_ body: @escaping @Sendable () -> Void) -> (id: pthread_t, code: Int32) {
        var id = pthread_t()
        let job = Unmanaged.passRetained(Job(body))
        let code = pthread_create(
            &id, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, job.toOpaque())
        if code != 0 { job.release() }
        return (id, code)
    }
}

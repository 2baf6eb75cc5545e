import NIOPosix

/// Runs code that blocks on a thread of its own pool, never on the threads that async code shares.
enum Blocking {
    static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await NIOThreadPool.singleton.runIfActive(body)
    }
}

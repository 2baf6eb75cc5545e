import NIOCore
import NIOPosix

/// Runs a task's code on an event loop, so that answering a request needs no change of thread.
final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// The threads that carry this process's connections.
package enum EventLoops {
    /// One executor for each. A task on one of them opens its connections there, and reads them without a change of thread; it
    /// must not block.
    package static var executors: [any TaskExecutor] {
        MultiThreadedEventLoopGroup.singleton.makeIterator().map(EventLoopTaskExecutor.init)
    }
}

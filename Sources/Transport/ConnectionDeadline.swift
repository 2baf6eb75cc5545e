import NIOCore

/// One deadline of a connection that moves often: moving it later costs nothing, the timer catches up by itself.
/// Used on the event loop only.
final class ConnectionDeadline {
    private let loop: any EventLoop
    private var deadline: NIODeadline?
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?
    private let expired: () -> Void

    /// - Parameter expired: called on the event loop; keep the owner out of it, or call `stop`.
    init(_ loop: any EventLoop, expired: @escaping () -> Void) {
        self.loop = loop
        self.expired = expired
    }

    func set(in amount: Duration) {
        let deadline = NIODeadline.now() + TimeAmount(amount)
        self.deadline = deadline
        if let timer {
            if timer.at <= deadline { return }
            timer.task.cancel()
        }
        schedule(at: deadline)
    }

    func clear() { deadline = nil }

    func stop() {
        deadline = nil
        timer?.task.cancel()
        timer = nil
    }

    private func schedule(at time: NIODeadline) {
        let task = loop.assumeIsolated().scheduleTask(deadline: time) { self.fire() }
        timer = (time, task)
    }

    private func fire() {
        timer = nil
        guard let deadline else { return }
        guard deadline <= .now() else { return schedule(at: deadline) }
        self.deadline = nil
        expired()
    }
}

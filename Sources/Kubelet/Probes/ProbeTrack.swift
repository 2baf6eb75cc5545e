/// How one probe of one running container stands: pure, fed with results.
///
/// ```
/// not due ──▶ due ──▶ running ──▶ (success | failure) ──▶ not due …
/// ```
struct ProbeTrack: Sendable, Hashable {
    enum Outcome: Sendable, Hashable { case success, failure, unknown }

    let settings: ProbeSettings
    /// Seconds on the monotonic clock.
    private(set) var nextAt: Double
    /// The last outcome that was repeated often enough to count; `unknown` before that.
    private(set) var result: Outcome
    private var streak: Int32 = 0
    private var last = Outcome.unknown

    /// - Parameter initially: what counts until a threshold is reached: readiness starts as failed, liveness as
    ///   succeeded, startup as unknown.
    init(_ settings: ProbeSettings, startedAt: Double, initially: Outcome) {
        self.settings = settings
        nextAt = startedAt + settings.initialDelay
        result = initially
    }

    func isDue(at now: Double) -> Bool { now >= nextAt }

    /// - Returns: whether the outcome that counts has changed.
    mutating func record(_ outcome: Outcome, at now: Double) -> Bool {
        nextAt = now + settings.period
        guard outcome != .unknown else { return false }
        streak = outcome == last ? (streak < Int32.max ? streak + 1 : streak) : 1
        last = outcome
        let needed = outcome == .success ? settings.successThreshold : settings.failureThreshold
        guard streak >= needed, result != outcome else { return false }
        result = outcome
        return true
    }

    /// A failure that has been repeated often enough to act on, however the probe stood before.
    var hasFailedForGood: Bool { last == .failure && streak >= settings.failureThreshold }
}

/// Which probe.
enum ProbeKind: String, Sendable, Hashable, CaseIterable {
    case startup = "Startup"
    case liveness = "Liveness"
    case readiness = "Readiness"
}

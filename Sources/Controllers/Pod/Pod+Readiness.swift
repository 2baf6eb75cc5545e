import KubeAPI
import KubeClient
import Schema

/// What controllers ask of a Pod.
extension Object where S == PodShape {
    func condition(_ type: String) -> PodCondition? { self.status.conditions.first { $0.type == type } }

    var isReady: Bool { condition("Ready")?.status == "True" }

    /// Succeeded or failed: it will never run again.
    var hasEnded: Bool {
        let phase = self.status.phase
        return phase == "Succeeded" || phase == "Failed"
    }

    /// Neither ended nor on its way out.
    var isActive: Bool { !isBeingDeleted && !hasEnded }

    /// Since when it is ready; `nil` while it is not.
    var readySince: Timestamp? {
        guard let ready = condition("Ready"), ready.status == "True" else { return nil }
        return ready.lastTransitionTime ?? .zero
    }

    /// When the Pod has been ready for `minReadySeconds`: in the past when it is available now; `nil` while not ready.
    func becomesAvailable(minReadySeconds: Int32) -> Timestamp? {
        readySince?.advanced(bySeconds: Int64(minReadySeconds))
    }

    func isAvailable(minReadySeconds: Int32, now: Timestamp) -> Bool {
        guard let since = becomesAvailable(minReadySeconds: minReadySeconds) else { return false }
        return minReadySeconds == 0 || since <= now
    }
}

import ContainerRuntime

extension PodState {
    /// Steps towards the end of a Pod that was deleted, failed as a whole, or has run to its end.
    func planEnd(_ plan: inout PodPlan, _ now: Double) {
        let isStarting = busy.contains { operation in
            switch operation {
            case .container, .sandbox: true
            default: false
            }
        }
        let running = containers.filter(\.value.isRunning)
        if !running.isEmpty {
            planKills(&plan, now, running)
            return
        }
        guard !isStarting else { return }
        switch sandbox {
        case .ready(let id, _, _), .broken(let id, _):
            plan.actions.append(.stopSandbox(id: id))
            return
        case .none, .stopped: break
        }
        planClearance(&plan)
    }

    private func planKills(_ plan: inout PodPlan, _ now: Double, _ running: [String: ContainerRecord]) {
        let sidecars = summary.initial.filter { $0.kind == .sidecar && running[$0.name] != nil }.map(\.name)
        let others = running.keys.filter { !sidecars.contains($0) }.sorted()
        // Sidecars go last, in the opposite order of their start.
        let next = others.isEmpty ? sidecars.suffix(1) : others[...]
        let grace = termination == nil ? summary.gracePeriod : remainingGrace(at: now)
        for name in next {
            guard let id = running[name]?.current?.id, !isBeingKilled(name, within: grace) else { continue }
            plan.actions.append(
                .kill(
                    container: name, id: id, grace: others.isEmpty ? max(grace, 2) : grace,
                    message: "Stopping container \(name)", runHook: summary[name]?.hasPreStop ?? false))
        }
    }

    /// Whether a kill is under way that is not slower than `grace` allows.
    private func isBeingKilled(_ name: String, within grace: Int64) -> Bool {
        busy.contains { operation in
            guard case .kill(name, let given) = operation else { return false }
            // The grace of a running kill shrinks as time goes by; only a shortened one asks for another.
            return given <= terminationGrace || given <= grace
        }
    }

    private func planClearance(_ plan: inout PodPlan) {
        let stays: Bool =
            switch termination {
            case .deleted, .vanished: false
            case nil, .failed: true
            }
        switch clearance {
        case .none: plan.actions.append(.reclaim)
        case .reclaimed where stays, .forgotten: break
        case .reclaimed: plan.actions.append(termination == .vanished ? .forget : .deleteObject)
        case .deleted: plan.actions.append(.forget)
        }
    }
}

import AsyncTools
import JSON
import KubeAPI

/// Keeps the classifier and the priority levels in step with the FlowSchemas and PriorityLevelConfigurations that are
/// stored, and divides the server's seats among the levels.
///
/// Until the objects are there it follows those that every cluster starts with.
final class FlowController: Sendable {
    /// What a request needs. Swapped whole.
    final class Snapshot: Sendable {
        let classifier: FlowClassifier
        let levels: [PriorityLevel]

        init(classifier: FlowClassifier, levels: [PriorityLevel]) {
            self.classifier = classifier
            self.levels = levels
        }
    }

    private struct State: Sendable {
        var levels: [String: PriorityLevel] = [:]
        var statistics: [String: FlowStatistics] = [:]
        /// What each level asked for of late, fading slowly.
        var demand: [String: Double] = [:]
    }

    static let schemaName = "flowschemas.flowcontrol.apiserver.k8s.io"
    static let levelName = "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io"

    /// Seats of the whole server.
    private let seats: Int
    private let snapshot: Guarded<Snapshot>
    private let state: Guarded<State>
    let reloading = Guarded(())

    init(seats: Int) {
        self.seats = seats
        let (classifier, levels, statistics) = Self.initial(seats)
        snapshot = Guarded(Snapshot(classifier: classifier, levels: levels))
        state = Guarded(State(levels: Dictionary(uniqueKeysWithValues: levels.map { ($0.name, $0) }), statistics: statistics))
        // Until they are read from the store, and while an empty one is filled.
        let objects = BootstrapFlowControl.objects
        configure(
            schemas: objects.filter { $0.text("kind") == "FlowSchema" },
            levels: objects.filter { $0.text("kind") != "FlowSchema" })
    }

    var current: Snapshot { snapshot.current }

    var statistics: [FlowStatistics] {
        state.withLock { Array($0.statistics.values) }.sorted { ($0.level, $0.schema) < ($1.level, $1.schema) }
    }

    private static func initial(_ seats: Int) -> (FlowClassifier, [PriorityLevel], [String: FlowStatistics]) {
        let settings = PriorityLevelSettings(
            name: "catch-all", uid: "", kind: .limited(nil), shares: 5, lendablePercent: 0, borrowingLimitPercent: nil)
        let level = PriorityLevel(
            settings, limits: SeatAllocation.Limits(nominal: seats, minimum: seats, maximum: seats, current: seats))
        let statistics = FlowStatistics(schema: "catch-all", level: "catch-all")
        let target = FlowClassifier.Target(schema: .catchAll, level: level, levelUID: "", statistics: statistics)
        return (FlowClassifier([], fallback: target), [level], [statistics.key: statistics])
    }

    // MARK: Configuration

    /// Takes over the stored objects. Levels keep their seats and waiters; one that is gone ends with its last request.
    func configure(schemas: [JSONValue], levels objects: [JSONValue]) {
        let schemas = schemas.map(FlowSchemaRules.init)
        let settings = objects.map(PriorityLevelSettings.init)
        guard !settings.isEmpty else { return }
        let next = state.withLock { state in
            var levels: [String: PriorityLevel] = [:]
            let limits = Self.limits(of: settings, demand: state.demand, seats: seats)
            for (settings, limits) in zip(settings, limits) {
                if let level = state.levels[settings.name] {
                    level.configure(settings)
                    level.setLimits(limits)
                    levels[settings.name] = level
                } else {
                    levels[settings.name] = PriorityLevel(settings, limits: limits)
                }
            }
            for (name, level) in state.levels where levels[name] == nil && name != "catch-all" { level.retire() }
            state.demand = state.demand.filter { levels[$0.key] != nil }
            let uids = Dictionary(settings.map { ($0.name, $0.uid) }, uniquingKeysWith: { first, _ in first })
            let fallbackLevel =
                levels["catch-all"] ?? state.levels["catch-all"] ?? PriorityLevel(settings[0], limits: limits[0])
            levels["catch-all"] = fallbackLevel
            var statistics: [String: FlowStatistics] = [:]
            func target(_ schema: FlowSchemaRules, _ level: PriorityLevel) -> FlowClassifier.Target {
                let fresh = FlowStatistics(schema: schema.name, level: level.name)
                let kept = statistics[fresh.key] ?? state.statistics[fresh.key] ?? fresh
                statistics[fresh.key] = kept
                return FlowClassifier.Target(
                    schema: schema, level: level, levelUID: uids[level.name] ?? "", statistics: kept)
            }
            let targets = schemas.compactMap { schema in levels[schema.levelName].map { target(schema, $0) } }
            let catchAll = schemas.first { $0.name == "catch-all" } ?? .catchAll
            let classifier = FlowClassifier(targets, fallback: target(catchAll, fallbackLevel))
            state.levels = levels
            state.statistics = statistics
            return Snapshot(classifier: classifier, levels: levels.values.sorted { $0.name < $1.name })
        }
        snapshot.withLock { $0 = next }
    }

    private static func limits(
        of settings: [PriorityLevelSettings], demand: [String: Double], seats: Int
    ) -> [SeatAllocation.Limits] {
        SeatAllocation.limits(
            of: settings.map { level in
                SeatAllocation.Level(
                    shares: level.shares, lendablePercent: level.lendablePercent,
                    borrowingLimitPercent: level.borrowingLimitPercent,
                    demand: Int((demand[level.name] ?? 0).rounded(.up)))
            }, seats: seats)
    }

    // MARK: Over time

    /// How fast a past peak of demand is forgotten, per adjustment.
    private static let fading = 0.8

    /// Lends idle seats to levels that need them, and takes them back.
    func adjust() {
        let levels = current.levels
        let peaks = levels.map { Double($0.takePeak()) }
        let settings = levels.map(\.settings)
        let limits = state.withLock { state in
            for (level, peak) in zip(levels, peaks) {
                state.demand[level.name] = max(peak, (state.demand[level.name] ?? 0) * Self.fading)
            }
            return Self.limits(of: settings, demand: state.demand, seats: seats)
        }
        for (level, limits) in zip(levels, limits) { level.setLimits(limits) }
    }

    /// Refuses requests that have waited too long.
    func expireWaiters() {
        let now = ContinuousClock.now
        for level in current.levels { level.expireWaiters(now: now) }
    }
}

extension FlowSchemaRules {
    /// Where a request goes that no stored schema wants.
    static let catchAll = FlowSchemaRules(
        name: "catch-all", uid: "", precedence: 10_000, levelName: "catch-all", distinguisher: .byUser, rules: [])
}

extension FlowStatistics {
    var key: String { "\(level)/\(schema)" }
}

extension Evaluator {
    /// The elements of a range, each with the variables of one round.
    private func rounds(_ range: CELValue, _ names: [String]) throws(CELError) -> [[String: CELValue]] {
        func scope(_ first: CELValue, _ second: CELValue?) -> [String: CELValue] {
            var scope: [String: CELValue] = [:]
            if let name = names.first { scope[name] = first }
            if names.count == 2, let second { scope[names[1]] = second }
            return scope
        }
        switch range {
        case .list(let list):
            return names.count == 2
                ? list.enumerated().map { scope(.int(Int64($0)), $1) } : list.map { scope($0, nil) }
        case .map(let map): return map.keys.map { scope($0.value, map[$0]) }
        default: throw CELError("no such overload: \(range.typeName) is no range")
        }
    }

    mutating func evaluate(_ comprehension: Expression.Comprehension) throws(CELError) -> CELValue {
        let range = try evaluate(comprehension.range)
        let rounds = try rounds(range, comprehension.variables)
        switch comprehension.kind {
        case .all: return .bool(try decide(rounds, comprehension.body, endsAt: false) == nil)
        case .exists: return .bool(try decide(rounds, comprehension.body, endsAt: true) != nil)
        case .existsOne: return .bool(try selected(rounds, comprehension.body).count == 1)
        case .filter:
            let kept = try selected(rounds, comprehension.body)
            return .list(kept.compactMap { $0[comprehension.variables[0]] })
        case .map, .transformList:
            var values: [CELValue] = []
            for round in try selected(rounds, comprehension.condition) {
                values.append(try value(comprehension.body, in: round))
            }
            return .list(values)
        case .transformMap: return try transformed(rounds, comprehension)
        case .transformMapEntry: return try merged(rounds, comprehension)
        }
    }

    private mutating func value(_ body: Expression, in round: [String: CELValue]) throws(CELError) -> CELValue {
        try with(round) { (evaluator) throws(CELError) in try evaluator.evaluate(body) }
    }

    /// The first round whose body gives `end`. A failure counts only when no round decides.
    private mutating func decide(
        _ rounds: [[String: CELValue]], _ body: Expression, endsAt end: Bool
    ) throws(CELError) -> Int? {
        var failure: CELError?
        for (index, round) in rounds.enumerated() {
            do throws(CELError) {
                guard let result = try value(body, in: round).boolValue else { throw CELError("no such overload") }
                if result == end { return index }
            } catch {
                if error.isOverBudget { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return nil
    }

    private mutating func selected(
        _ rounds: [[String: CELValue]], _ condition: Expression?
    ) throws(CELError) -> [[String: CELValue]] {
        guard let condition else { return rounds }
        var selected: [[String: CELValue]] = []
        for round in rounds {
            guard let isMet = try value(condition, in: round).boolValue else { throw CELError("no such overload") }
            if isMet { selected.append(round) }
        }
        return selected
    }

    private mutating func transformed(
        _ rounds: [[String: CELValue]], _ comprehension: Expression.Comprehension
    ) throws(CELError) -> CELValue {
        var map = CELMap()
        for round in try selected(rounds, comprehension.condition) {
            guard let key = round[comprehension.variables[0]].flatMap(CELKey.init) else { throw CELError("unsupported key type") }
            map.set(key, try value(comprehension.body, in: round))
        }
        return .map(map)
    }

    private mutating func merged(
        _ rounds: [[String: CELValue]], _ comprehension: Expression.Comprehension
    ) throws(CELError) -> CELValue {
        var map = CELMap()
        for round in try selected(rounds, comprehension.condition) {
            guard case .map(let entries) = try value(comprehension.body, in: round) else {
                throw CELError("no such overload: transformMapEntry")
            }
            for key in entries.keys {
                guard let value = entries[key], map.set(key, value) else { throw CELError("insert failed: key already exists") }
            }
        }
        return .map(map)
    }
}

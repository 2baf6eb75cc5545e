extension Functions {
    /// Kubernetes' list library and cel-go's extension.
    static let lists: [String: Function] = [
        "isSorted": method("isSorted", on: .list(.dyn), gives: .bool) { (call) throws(CELError) in
            let list = try call.list(0)
            for (left, right) in zip(list, list.dropFirst()) {
                guard let order = left.order(to: right) else { throw call.mismatch }
                if order > 0 { return .bool(false) }
            }
            return .bool(true)
        },
        "sum": method("sum", on: .list(.dyn), gives: .dyn) { (call) throws(CELError) in
            let list = try call.list(0)
            guard var total = list.first else { return .int(0) }
            guard let add = operators["_+_"] else { throw call.mismatch }
            for value in list.dropFirst() { total = try add.body([total, value]) }
            return total
        },
        "min": method("min", on: .list(.dyn), gives: .dyn) { (call) throws(CELError) in try extreme(call, sign: -1) },
        "max": method("max", on: .list(.dyn), gives: .dyn) { (call) throws(CELError) in try extreme(call, sign: 1) },
        "indexOf": method("indexOf", on: .list(.dyn), 1...1, gives: .int) { (call) throws(CELError) in
            let wanted = try call.value(1)
            return .int(Int64(try call.list(0).firstIndex { $0.isEqual(to: wanted) } ?? -1))
        },
        "lastIndexOf": method("lastIndexOf", on: .list(.dyn), 1...1, gives: .int) { (call) throws(CELError) in
            let wanted = try call.value(1)
            return .int(Int64(try call.list(0).lastIndex { $0.isEqual(to: wanted) } ?? -1))
        },
        "reverse": method("reverse", on: .list(.dyn), gives: .list(.dyn)) { (call) throws(CELError) in
            .list(try call.list(0).reversed())
        },
        "slice": method("slice", on: .list(.dyn), 2...2, gives: .list(.dyn)) { (call) throws(CELError) in
            let list = try call.list(0)
            let (start, end) = (try call.int(1), try call.int(2))
            guard start >= 0, start <= end, end <= list.count else {
                throw CELError("cannot slice(\(start), \(end)), list is length \(list.count)")
            }
            return .list(Array(list[Int(start)..<Int(end)]))
        },
        "flatten": method("flatten", on: .list(.dyn), 0...1, gives: .list(.dyn)) { (call) throws(CELError) in
            let depth = call.count > 1 ? try call.int(1) : 1
            guard depth >= 0 else { throw CELError("level must be non-negative") }
            return .list(flattened(try call.list(0), depth: Int(clamping: min(depth, 100))))
        },
        "distinct": method("distinct", on: .list(.dyn), gives: .list(.dyn)) { (call) throws(CELError) in
            .list(distinct(try call.list(0)))
        },
        "sort": method("sort", on: .list(.dyn), gives: .list(.dyn)) { (call) throws(CELError) in
            let list = try call.list(0)
            for value in list where list.first?.order(to: value) == nil { throw call.mismatch }
            return .list(list.sorted { ($0.order(to: $1) ?? 0) < 0 })
        },
        "lists.range": function("lists.range", 1...1, gives: .list(.int)) { (call) throws(CELError) in
            let count = try call.int(0)
            guard count <= 1_000_000 else { throw CELError("the list is too long") }
            return .list((0..<max(0, count)).map { .int($0) })
        },
    ]

    private static func extreme(_ call: Arguments, sign: Int) throws(CELError) -> CELValue {
        let list = try call.list(0)
        guard var best = list.first else { throw CELError("\(call.name) called on empty list") }
        for value in list.dropFirst() {
            guard let order = value.order(to: best) else { throw call.mismatch }
            if order * sign > 0 { best = value }
        }
        return best
    }

    private static func flattened(_ list: [CELValue], depth: Int) -> [CELValue] {
        list.flatMap { value -> [CELValue] in
            guard depth > 0, case .list(let inner) = value else { return [value] }
            return flattened(inner, depth: depth - 1)
        }
    }

    /// Keys by their hash; the few values that are no keys by comparing each with each.
    private static func distinct(_ list: [CELValue]) -> [CELValue] {
        var seen: Set<CELKey> = []
        var others: [CELValue] = []
        return list.filter { value in
            if let key = CELKey(value) { return seen.insert(key).inserted }
            if others.contains(where: { $0.isEqual(to: value) }) { return false }
            others.append(value)
            return true
        }
    }

    static let sets: [String: Function] = [
        "sets.contains": function("sets.contains", 2...2, gives: .bool) { (call) throws(CELError) in
            let list = try call.list(0)
            return .bool(try call.list(1).allSatisfy { wanted in list.contains { $0.isEqual(to: wanted) } })
        },
        "sets.equivalent": function("sets.equivalent", 2...2, gives: .bool) { (call) throws(CELError) in
            let (left, right) = (try call.list(0), try call.list(1))
            return .bool(
                left.allSatisfy { value in right.contains { $0.isEqual(to: value) } }
                    && right.allSatisfy { value in left.contains { $0.isEqual(to: value) } })
        },
        "sets.intersects": function("sets.intersects", 2...2, gives: .bool) { (call) throws(CELError) in
            let list = try call.list(0)
            return .bool(try call.list(1).contains { wanted in list.contains { $0.isEqual(to: wanted) } })
        },
    ]
}

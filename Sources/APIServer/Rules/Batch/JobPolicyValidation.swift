import JSON

/// The checks of when a Job has failed or succeeded before all of its Pods have ended.
enum JobPolicyValidation {
    private static let actions = ["Count", "FailIndex", "FailJob", "Ignore"]

    static func check(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        if let policy = spec["podFailurePolicy"], !policy.isNull {
            checkFailure("\(path).podFailurePolicy.rules", policy.list("rules"), spec, &errors)
        }
        guard let policy = spec["successPolicy"], !policy.isNull else { return }
        if spec.text("completionMode") == "Indexed" {
            checkSuccess("\(path).successPolicy.rules", policy.list("rules"), spec, &errors)
        } else {
            errors.invalid("\(path).successPolicy", policy, "requires indexed completion mode")
        }
    }

    // MARK: Failure

    private static func checkFailure(
        _ path: String, _ rules: [JSONValue], _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        if rules.count > 20 { errors.tooMany(path, rules.count, 20) }
        let pod = spec[path: "template", "spec"] ?? .emptyObject
        let containers = Set((pod.list("containers") + pod.list("initContainers")).map { $0.text("name") })
        for (index, rule) in rules.enumerated() {
            let place = "\(path)[\(index)]"
            checkAction("\(place).action", rule.text("action"), spec, &errors)
            let codes = rule["onExitCodes"].orNull
            let conditions = rule.list("onPodConditions")
            if !codes.isNull { checkExitCodes("\(place).onExitCodes", codes, containers, &errors) }
            checkConditions("\(place).onPodConditions", conditions, &errors)
            if !codes.isNull, !conditions.isEmpty {
                errors.invalid(place, "specifying both OnExitCodes and OnPodConditions is not supported")
            }
            if codes.isNull, conditions.isEmpty {
                errors.invalid(place, "specifying one of OnExitCodes and OnPodConditions is required")
            }
        }
    }

    private static func checkAction(_ path: String, _ action: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        if action.isEmpty { return errors.required(path, "valid values: \(quoted(actions))") }
        if action == "FailIndex", !spec.has("backoffLimitPerIndex") {
            errors.invalid(path, .string(action), "requires the backoffLimitPerIndex to be set")
        }
        errors.checkOneOf(path, action, actions)
    }

    private static func quoted(_ words: [String]) -> String {
        "[" + words.map { "\"\($0)\"" }.joined(separator: " ") + "]"
    }

    private static func checkExitCodes(
        _ path: String, _ codes: JSONValue, _ containers: Set<String>, _ errors: inout FieldErrors
    ) {
        let operation = codes.text("operator")
        if operation.isEmpty {
            errors.required("\(path).operator", "valid values: \(quoted(["In", "NotIn"]))")
        } else {
            errors.checkOneOf("\(path).operator", operation, ["In", "NotIn"])
        }
        if let name = codes["containerName"]?.stringValue, !containers.contains(name) {
            errors.invalid(
                "\(path).containerName", .string(name),
                "must be one of the container or initContainer names in the pod template")
        }
        let values = codes.list("values").compactMap(\.intValue)
        if values.isEmpty {
            errors.invalid("\(path).values", codes["values"].orNull, "at least one value is required")
        } else if values.count > 255 {
            errors.tooMany("\(path).values", values.count, 255)
        }
        var known: Set<Int64> = []
        for (index, value) in values.enumerated() {
            if operation == "In", value == 0 {
                errors.invalid("\(path).values[\(index)]", 0, "must not be 0 for the In operator")
            }
            if !known.insert(value).inserted { errors.duplicate("\(path).values[\(index)]", .int(value)) }
        }
        if zip(values, values.dropFirst()).contains(where: >) {
            errors.invalid("\(path).values", codes["values"].orNull, "must be ordered")
        }
    }

    private static func checkConditions(_ path: String, _ conditions: [JSONValue], _ errors: inout FieldErrors) {
        if conditions.count > 20 { errors.tooMany(path, conditions.count, 20) }
        let states = ["False", "True", "Unknown"]
        for (index, condition) in conditions.enumerated() {
            errors.check("\(path)[\(index)].type", condition.text("type"), NameRules.qualifiedName)
            let status = condition.text("status")
            if status.isEmpty {
                errors.required("\(path)[\(index)].status", "valid values: \(quoted(states))")
            } else {
                errors.checkOneOf("\(path)[\(index)].status", status, states)
            }
        }
    }

    // MARK: Success

    private static func checkSuccess(
        _ path: String, _ rules: [JSONValue], _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        if rules.isEmpty {
            errors.required(path, "at least one rules must be specified when the successPolicy is specified")
        }
        if rules.count > 20 { errors.tooMany(path, rules.count, 20) }
        let completions = spec["completions"]?.intValue ?? 0
        for (index, rule) in rules.enumerated() { checkSuccess("\(path)[\(index)]", rule, completions, &errors) }
    }

    private static func checkSuccess(
        _ path: String, _ rule: JSONValue, _ completions: Int64, _ errors: inout FieldErrors
    ) {
        let indexes = rule["succeededIndexes"]?.stringValue
        let count = rule["succeededCount"]?.intValue
        if indexes == nil, count == nil {
            errors.required(path, "at least one of succeededCount or succeededIndexes must be specified")
        }
        var total: Int64 = 0
        if let indexes {
            if indexes.utf8.count > 64 * 1024 { errors.tooLong("\(path).succeededIndexes", 64 * 1024) }
            do throws(IndexIntervals.Failure) {
                total = try IndexIntervals.count(indexes, below: completions)
            } catch {
                errors.invalid(
                    "\(path).succeededIndexes", .string(indexes), "error parsing succeededIndexes: \(error.reason)")
            }
        }
        guard let count else { return }
        errors.checkNotNegative("\(path).succeededCount", .int(count))
        if count > completions {
            errors.invalid(
                "\(path).succeededCount", .int(count),
                "must be less than or equal to \(completions) (the number of specified completions)")
        }
        if indexes != nil, count > total {
            errors.invalid(
                "\(path).succeededCount", .int(count),
                "must be less than or equal to \(total) (the number of indexes in the specified succeededIndexes field)")
        }
    }
}

/// Lists of a Job's indexes: `0,3-5,9`.
enum IndexIntervals {
    struct Failure: Error { let reason: String }

    /// How many indexes a list names. Refuses one that is not rising, or names an index that is not below `completions`.
    static func count(_ text: String, below completions: Int64) throws(Failure) -> Int64 {
        try intervals(text, below: completions).reduce(0) { $0 + Int64($1.count) }
    }

    /// The intervals of a list, under the same rules.
    static func intervals(_ text: String, below completions: Int64) throws(Failure) -> [ClosedRange<Int64>] {
        guard !text.isEmpty else { return [] }
        var found: [ClosedRange<Int64>] = []
        var last: Int64?
        for fragment in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = fragment.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count <= 2 else {
                throw Failure(
                    reason: "the fragment \"\(fragment)\" violates the requirement that an index interval can have at most "
                        + "two parts separated by '-'")
            }
            let first = try index(parts[0], below: completions)
            var end = first
            if parts.count == 2 {
                end = try index(parts[1], below: completions)
                if first >= end { throw notRising(first, end) }
            }
            if let last, last >= first { throw notRising(last, first) }
            found.append(first...end)
            last = end
        }
        return found
    }

    private static func index(_ text: Substring, below completions: Int64) throws(Failure) -> Int64 {
        guard let number = Int32(text).map(Int64.init) else {
            throw Failure(reason: "cannot convert string to integer for index: \"\(text)\"")
        }
        if number >= completions { throw Failure(reason: "too large index: \"\(text)\"") }
        return number
    }

    private static func notRising(_ previous: Int64, _ current: Int64) -> Failure {
        Failure(reason: "non-increasing order, previous: \(previous), current: \(current)")
    }
}

import JSON

/// FlowSchemas and PriorityLevelConfigurations.
enum FlowControlRules {
    static let flowSchema: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: ["spec"])
        rules.check(isNamespaced: false) { object, old, errors in
            FlowSchemaValidation.check(object, into: &errors)
            checkFixed(object, &errors)
        }
        return rules
    }()

    static let priorityLevel: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: ["spec"])
        rules.applyDefaults = { object in
            guard object.text(path: "spec", "type") == "Exempt" else { return }
            object.edit("spec") { spec in
                if !spec.has("exempt") { spec["exempt"] = .emptyObject }
                spec.edit("exempt") { exempt in
                    for key in ["nominalConcurrencyShares", "lendablePercent"] where !exempt.has(key) { exempt[key] = 0 }
                }
            }
        }
        rules.check(isNamespaced: false) { object, old, errors in
            PriorityLevelValidation.check(object, into: &errors)
            checkFixed(object, &errors)
        }
        return rules
    }()

    /// The mandatory objects are what they are; of one the limits may change.
    private static func checkFixed(_ object: JSONValue, _ errors: inout FieldErrors) {
        let name = object.text(path: "metadata", "name")
        guard BootstrapFlowControl.mandatory.contains(name),
            let fixed = BootstrapFlowControl.objects.first(where: {
                $0["kind"] == object["kind"] && $0.text(path: "metadata", "name") == name
            })
        else { return }
        var (spec, wanted) = (object["spec"] ?? .emptyObject, fixed["spec"] ?? .emptyObject)
        let isOpen = name == exempt && object.text("kind") == "PriorityLevelConfiguration"
        if isOpen {
            spec["exempt"] = nil
            wanted["exempt"] = nil
        }
        guard !isSame(spec, wanted) else { return }
        errors.invalid(
            "spec", object["spec"].orNull,
            "spec of '\(name)'\(isOpen ? " except the 'spec.exempt' field" : "") must equal the fixed value")
    }

    /// Whether two specifications say the same; a zero says as much as nothing.
    private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.object(let mine), .object(let theirs)):
            Set(mine.keys).union(theirs.keys).allSatisfy { isSame(mine[$0].orNull, theirs[$0].orNull) }
        case (.array(let mine), .array(let theirs)):
            mine.count == theirs.count && zip(mine, theirs).allSatisfy { isSame($0, $1) }
        case (.null, .int(0)), (.int(0), .null), (.null, .bool(false)), (.bool(false), .null): true
        default: left == right
        }
    }

    /// The objects that are what they are.
    static let exempt = "exempt"
}

/// What a PriorityLevelConfiguration must be like.
enum PriorityLevelValidation {
    static func check(_ object: JSONValue, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        let type = spec.text("type")
        let isExempt = object.text(path: "metadata", "name") == FlowControlRules.exempt
        if isExempt != (type == "Exempt") {
            errors.invalid("spec.type", .string(type), "must be 'Exempt' if and only if `name` is 'exempt'")
        }
        switch type {
        case "Exempt":
            if spec.has("limited") { errors.forbidden("spec.limited", "must be nil if the type is not Limited") }
            checkExempt(spec["exempt"] ?? .emptyObject, &errors)
        case "Limited":
            if spec.has("exempt") { errors.forbidden("spec.exempt", "must be nil if the type is Limited") }
            guard let limited = spec["limited"], !limited.isNull else {
                errors.required("spec.limited", "must not be empty when type is Limited")
                return
            }
            checkLimited(limited, &errors)
        default: errors.checkOneOf("spec.type", type, ["Exempt", "Limited"])
        }
    }

    private static func checkExempt(_ exempt: JSONValue, _ errors: inout FieldErrors) {
        checkShares("spec.exempt", exempt, &errors)
    }

    private static func checkShares(_ path: String, _ level: JSONValue, _ errors: inout FieldErrors) {
        if let shares = level["nominalConcurrencyShares"], let number = shares.intValue, number < 0 {
            errors.invalid("\(path).nominalConcurrencyShares", shares, "must be a non-negative integer")
        }
        if let share = level["lendablePercent"], let percent = share.intValue, !(0...100).contains(percent) {
            errors.invalid("\(path).lendablePercent", share, "must be between 0 and 100, inclusive")
        }
    }

    private static func checkLimited(_ limited: JSONValue, _ errors: inout FieldErrors) {
        checkShares("spec.limited", limited, &errors)
        if let limit = limited["borrowingLimitPercent"], let percent = limit.intValue, percent < 0 {
            errors.invalid("spec.limited.borrowingLimitPercent", limit, "if specified, must be a non-negative integer")
        }
        let response = limited["limitResponse"] ?? .emptyObject
        let path = "spec.limited.limitResponse"
        switch response.text("type") {
        case "Reject":
            if response.has("queuing") {
                errors.forbidden("\(path).queuing", "must be nil if limited.limitResponse.type is not Limited")
            }
        case "Queue":
            guard let queuing = response["queuing"], !queuing.isNull else {
                errors.required("\(path).queuing", "must not be empty if limited.limitResponse.type is Limited")
                return
            }
            checkQueuing("\(path).queuing", queuing, &errors)
        case let type: errors.checkOneOf("\(path).type", type, ["Queue", "Reject"])
        }
    }

    private static let mostQueues: Int64 = 10_000_000

    private static func checkQueuing(_ path: String, _ queuing: JSONValue, _ errors: inout FieldErrors) {
        let queues = queuing["queues"]?.intValue ?? 0
        let hand = queuing["handSize"]?.intValue ?? 0
        for key in ["queueLengthLimit", "queues", "handSize"] {
            let number = queuing[key]?.intValue ?? 0
            if number <= 0 { errors.invalid("\(path).\(key)", .int(number), "must be positive") }
        }
        if queues > mostQueues {
            errors.invalid("\(path).queues", .int(queues), "must not be greater than \(mostQueues)")
        }
        if hand > queues {
            errors.invalid("\(path).handSize", .int(hand), "should not be greater than queues (\(queues))")
        } else if hand > 0, entropyBits(deck: queues, hand: hand) > 60 {
            errors.invalid(
                "\(path).handSize", .int(hand),
                "required entropy bits of deckSize \(queues) and handSize \(hand) should not be greater than 60")
        }
    }

    /// How many bits of a hash it takes to deal a hand.
    private static func entropyBits(deck: Int64, hand: Int64) -> Int {
        var bits = 0
        for dealt in 0..<min(hand, 64) {
            let left = deck - dealt
            bits += left > 1 ? Int64.bitWidth - (left - 1).leadingZeroBitCount : 0
        }
        return bits
    }
}

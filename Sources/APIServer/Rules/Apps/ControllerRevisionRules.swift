import JSON

/// ControllerRevisions, whose data never changes.
enum ControllerRevisionRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.check { object, old, errors in
            let data = object["data"].orNull
            if let old {
                if let number = object["revision"]?.intValue, number < 0 {
                    errors.invalid("revision", .int(number), "must be greater than or equal to 0")
                }
                if data != old["data"].orNull { errors.invalid("data", data, "field is immutable") }
            } else {
                if data.isNull { errors.required("data", "data is mandatory") }
                errors.checkNotNegative("revision", object["revision"])
            }
        }
        return rules
    }()
}

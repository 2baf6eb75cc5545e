import JSON
import Schema

/// How much of a device's capacity a request may ask for (KEP 5075).
enum DeviceCapacityValidation {
    static func check(_ path: String, _ policy: JSONValue, _ capacity: JSONValue?, _ errors: inout FieldErrors) {
        let values = policy.list("validValues").compactMap(Quantity.init(json:))
        let most = capacity.flatMap(Quantity.init(json:)) ?? .zero
        let range = policy["validRange"].flatMap { $0.isNull ? nil : $0 }
        let fallback = policy["default"].flatMap(Quantity.init(json:))
        switch (values.isEmpty, range) {
        case (false, .some):
            errors.forbidden(
                path,
                #"exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time"#)
        case (false, nil):
            guard let fallback else {
                return errors.required("\(path).default", "required when validValues is defined")
            }
            checkValues("\(path).validValues", values, fallback, most, &errors)
        case (true, let range?):
            guard let fallback else {
                return errors.required("\(path).default", "required when validRange is defined")
            }
            checkRange("\(path).validRange", range, fallback, most, &errors)
        case (true, nil): break
        }
    }

    private static func checkValues(
        _ path: String, _ values: [Quantity], _ fallback: Quantity, _ most: Quantity, _ errors: inout FieldErrors
    ) {
        for (index, pair) in zip(values, values.dropFirst()).enumerated() where pair.0 > pair.1 {
            errors.invalid(
                "\(path)[\(index + 1)]", .string(pair.1.text), "values must be sorted in ascending order")
        }
        errors.checkEach(
            path, values.map(\.json), atMost: 10, key: { .string(String(Quantity(json: $0)?.value ?? 0)) }
        ) { path, option, errors in
            if let amount = Quantity(json: option), amount > most {
                errors.invalid(path, option, "option is larger than capacity value: \(most.text)")
            }
        }
        if values.count > 10 || !values.contains(fallback) {
            errors.invalid(path, .string(fallback.text), "default value is not valid according to the requestPolicy")
        }
    }

    private static func checkRange(
        _ path: String, _ range: JSONValue, _ fallback: Quantity, _ most: Quantity, _ errors: inout FieldErrors
    ) {
        func quantity(_ key: String) -> Quantity? { range[key].flatMap(Quantity.init(json:)) }
        func refuse(_ key: String, _ value: Quantity, _ reason: String) {
            errors.invalid("\(path).\(key)", .string(value.text), reason)
        }
        guard let low = quantity("min") else {
            return errors.required("\(path).min", "required when validRange is defined")
        }
        if low > most { refuse("min", low, "min is larger than capacity value: \(most.text)") }
        if fallback < low { refuse("min", fallback, "default is less than min: \(low.text)") }
        let high = quantity("max")
        if let high {
            if low > high { refuse("max", low, "min is larger than max: \(high.text)") }
            if high > most { refuse("max", high, "max is larger than capacity value: \(most.text)") }
            if fallback > high { refuse("max", fallback, "default is more than max: \(high.text)") }
        }
        guard let step = quantity("step") else { return }
        let first = low + step
        if first > most {
            refuse("step", step, "one step \(first.text) is larger than capacity value: \(most.text)")
        }
        for value in [fallback, high].compactMap({ $0 }) where !isReached(value, from: low, by: step) {
            refuse("step", value, "value is not a multiple of a given step (\(step.text)) from (\(low.text))")
        }
    }

    private static func isReached(_ value: Quantity, from low: Quantity, by step: Quantity) -> Bool {
        let (distance, overflows) = value.value.subtractingReportingOverflow(low.value)
        let remainder = distance.remainderReportingOverflow(dividingBy: step.value)
        return !overflows && !remainder.overflow && remainder.partialValue == 0
    }
}

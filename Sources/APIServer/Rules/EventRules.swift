import JSON

/// Events of the core group and of `events.k8s.io`.
enum EventRules {
    static let core: ResourceRules = rules(CoreEventFields.self)
    static let events: ResourceRules = rules(GroupEventFields.self)

    private static func rules(_ fields: any EventFields.Type) -> ResourceRules {
        let (about, source, reporter) = (fields.about, fields.source, fields.reporter)
        var rules = ResourceRules()
        rules.validate = { object, old in
            var errors = FieldErrors()
            EventValidation.check(object, old, fields, into: &errors)
            return errors.all
        }
        rules.checksEverything = true
        for key in ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"] {
            let read: @Sendable (JSONValue) -> String = { $0.text(path: about, key) }
            rules.fieldSelectors["involvedObject.\(key)"] = read
            if about == "regarding" { rules.fieldSelectors["regarding.\(key)"] = read }
        }
        for key in ["reason", "type"] { rules.fieldSelectors[key] = { $0.text(key) } }
        rules.fieldSelectors[reporter] = { $0.text(reporter) }
        rules.fieldSelectors["source"] = { object in
            let component = object.text(path: source, "component")
            return component.isEmpty ? object.text(reporter) : component
        }
        return rules
    }
}

/// What the two kinds of events call the same things.
protocol EventFields: Sendable {
    static var about: String { get }
    static var source: String { get }
    static var reporter: String { get }
    static var message: String { get }
    static var first: String { get }
    static var last: String { get }
    static var count: String { get }
    /// Whether events are held to what they should be, and not only to what they were once.
    static var isStrict: Bool { get }
}

enum CoreEventFields: EventFields {
    static let about = "involvedObject"
    static let source = "source"
    static let reporter = "reportingComponent"
    static let message = "message"
    static let first = "firstTimestamp"
    static let last = "lastTimestamp"
    static let count = "count"
    static let isStrict = false
}

enum GroupEventFields: EventFields {
    static let about = "regarding"
    static let source = "deprecatedSource"
    static let reporter = "reportingController"
    static let message = "note"
    static let first = "deprecatedFirstTimestamp"
    static let last = "deprecatedLastTimestamp"
    static let count = "deprecatedCount"
    static let isStrict = true
}

import JSON

/// The checks of events. Errors name the fields as core Events do, whichever kind was sent.
enum EventValidation {
    static func check(
        _ event: JSONValue, _ old: JSONValue?, _ fields: any EventFields.Type, into errors: inout FieldErrors
    ) {
        if event.text("eventTime").isEmpty {
            checkNamespaces(event, fields, &errors)
        } else {
            checkReport(event, fields, &errors)
        }
        let namespace = event.text(path: "metadata", "namespace")
        errors.check("namespace", namespace, NameRules.dns1123Subdomain)
        guard fields.isStrict else {
            let isGood = errors.all.isEmpty
            if isGood || old != nil {
                MetadataRules.check(
                    event, old, isNamespaced: true, name: NameRules.pathSegment, passes: [], into: &errors)
            }
            return
        }
        MetadataRules.check(event, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        if old?["series"] != event["series"] { checkSeries(event["series"].orNull, &errors) }
        if let old {
            checkChange(event, old, fields, &errors)
        } else {
            checkNew(event, fields, &errors)
        }
    }

    /// An event of the old kind is in the namespace of its object; one about a cluster-wide object is in `default`.
    private static func checkNamespaces(_ event: JSONValue, _ fields: any EventFields.Type, _ errors: inout FieldErrors) {
        let namespace = event.text(path: "metadata", "namespace")
        let subject = event.text(path: fields.about, "namespace")
        if subject.isEmpty ? namespace != "default" : subject != namespace {
            errors.invalid("involvedObject.namespace", .string(subject), "does not match event.namespace")
        }
    }

    /// An event with a time says who reports what.
    private static func checkReport(_ event: JSONValue, _ fields: any EventFields.Type, _ errors: inout FieldErrors) {
        let namespace = event.text(path: "metadata", "namespace")
        if event.text(path: fields.about, "namespace").isEmpty, namespace != "default", namespace != "kube-system" {
            errors.invalid("involvedObject.namespace", "", "does not match event.namespace")
        }
        let reporter = event.text(fields.reporter)
        if reporter.isEmpty { errors.required("reportingController") }
        errors.check("reportingController", reporter, NameRules.qualifiedName)
        for key in ["reportingInstance", "action", "reason"] {
            let text = event.text(key)
            if text.isEmpty { errors.required(key) }
            if text.utf8.count > 128 { errors.invalid(key, "", "can have at most 128 characters") }
        }
        if event.text(fields.message).utf8.count > 1024 {
            errors.invalid("message", "", "can have at most 1024 characters")
        }
    }

    private static func checkSeries(_ series: JSONValue, _ errors: inout FieldErrors) {
        guard !series.isNull else { return }
        if series["count"]?.intValue ?? 0 < 2 { errors.invalid("series.count", "", "should be at least 2") }
        if series.text("lastObservedTime").isEmpty { errors.required("series.lastObservedTime") }
    }

    private static func checkNew(_ event: JSONValue, _ fields: any EventFields.Type, _ errors: inout FieldErrors) {
        if event.text("eventTime").isEmpty { errors.required("eventTime") }
        let type = event.text("type")
        if type != "Normal", type != "Warning" { errors.invalid("type", "", "has invalid value: \(type)") }
        let unset = [
            ("firstTimestamp", event.has(fields.first)), ("lastTimestamp", event.has(fields.last)),
            ("count", event[fields.count]?.intValue ?? 0 != 0),
            ("source", ["component", "host"].contains { !event.text(path: fields.source, $0).isEmpty }),
        ]
        for (path, isSet) in unset where isSet { errors.invalid(path, "", "needs to be unset") }
    }

    /// Only how often an event was seen may change.
    private static func checkChange(
        _ event: JSONValue, _ old: JSONValue, _ fields: any EventFields.Type, _ errors: inout FieldErrors
    ) {
        let names = [
            ("involvedObject", fields.about), ("reason", "reason"), ("message", fields.message), ("source", fields.source),
            ("firstTimestamp", fields.first), ("lastTimestamp", fields.last), ("count", fields.count), ("reason", "reason"),
            ("type", "type"), ("eventTime", "eventTime"), ("action", "action"), ("related", "related"),
            ("reportingController", fields.reporter), ("reportingInstance", "reportingInstance"),
        ]
        for (path, key) in names { errors.checkImmutable(path, event[key], old[key]) }
    }
}

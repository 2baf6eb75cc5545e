import JSON

/// Events of the core group and of `events.k8s.io`.
enum EventRules {
    static let core: ResourceRules = rules(about: "involvedObject", source: "source", reporter: "reportingComponent")
    static let events: ResourceRules = rules(about: "regarding", source: "deprecatedSource", reporter: "reportingController")

    private static func rules(about: String, source: String, reporter: String) -> ResourceRules {
        var rules = ResourceRules()
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
            let namespace = object.text(path: "metadata", "namespace")
            let subject = object.text(path: about, "namespace")
            // Events about cluster-wide objects live in `default`.
            if subject.isEmpty ? namespace != "default" : subject != namespace {
                errors.invalid("\(about).namespace", .string(subject), "does not match event.namespace")
            }
            return errors.all
        }
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

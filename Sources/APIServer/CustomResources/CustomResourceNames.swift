import JSON

/// Which of the names that a definition asks for it gets: those that no other definition of its group has.
enum CustomResourceNames {
    /// Sets `status.acceptedNames` and the conditions `NamesAccepted` and `Established`. Pure but for the time of changes.
    static func accept(_ definition: inout JSONValue, among others: [JSONValue]) {
        let spec = definition["spec"] ?? .emptyObject
        let taken = Taken(by: others.filter { $0.text(path: "spec", "group") == spec.text("group") })
        let wanted = spec["names"] ?? .emptyObject
        var accepted = definition[path: "status", "acceptedNames"] ?? .emptyObject
        var conflicts: [(reason: String, name: String)] = []
        let rules = [
            ("plural", "PluralConflict", taken.resources), ("singular", "SingularConflict", taken.resources),
            ("kind", "KindConflict", taken.kinds), ("listKind", "ListKindConflict", taken.kinds),
        ]
        for (key, reason, names) in rules {
            let name = wanted.text(key)
            if names.contains(name) { conflicts.append((reason, name)) } else { accepted[key] = wanted[key] }
        }
        if let name = wanted.texts("shortNames").first(where: { taken.resources.contains($0) }) {
            conflicts.append(("ShortNamesConflict", name))
        } else {
            accepted["shortNames"] = wanted["shortNames"]
        }
        accepted["categories"] = wanted["categories"]
        definition[path: ["status", "acceptedNames"]] = accepted
        setConditions(&definition, conflicts)
    }

    private struct Taken {
        var resources: Set<String> = []
        var kinds: Set<String> = []

        init(by definitions: [JSONValue]) {
            for definition in definitions {
                let names = definition[path: "status", "acceptedNames"] ?? .emptyObject
                resources.formUnion([names.text("plural"), names.text("singular")] + names.texts("shortNames"))
                kinds.formUnion([names.text("kind"), names.text("listKind")])
            }
            resources.remove("")
            kinds.remove("")
        }
    }

    private static func setConditions(_ definition: inout JSONValue, _ conflicts: [(reason: String, name: String)]) {
        if let conflict = conflicts.last {
            let message = conflicts.map { "\"\($0.name)\" is already in use" }.joined(separator: ", ")
            condition("NamesAccepted", false, conflict.reason, message, &definition)
            if !CustomDefinition.isTrue("Established", in: definition) {
                condition("Established", false, "NotAccepted", "not all names are accepted", &definition)
            }
        } else {
            condition("NamesAccepted", true, "NoConflicts", "no conflicts found", &definition)
            condition(
                "Established", true, "InitialNamesAccepted", "the initial names have been accepted", &definition)
        }
    }

    private static func condition(
        _ type: String, _ isTrue: Bool, _ reason: String, _ message: String, _ definition: inout JSONValue
    ) {
        CustomResourceCondition(type: type, isTrue: isTrue, reason: reason, message: message).set(in: &definition)
    }
}

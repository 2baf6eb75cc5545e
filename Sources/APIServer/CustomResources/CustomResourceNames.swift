import JSON

/// Which of the names that a definition asks for it gets: those that no other definition of its group has.
enum CustomResourceNames {
    /// Sets `status.acceptedNames` and the conditions `NamesAccepted` and `Established`. Pure but for the time of changes.
    static func accept(_ definition: inout JSONValue, among others: [JSONValue]) {
        let spec = definition["spec"] ?? .emptyObject
        let taken = Taken(by: others.filter { $0.text(path: "spec", "group") == spec.text("group") })
        let wanted = spec["names"] ?? .emptyObject
        var accepted = definition[path: "status", "acceptedNames"] ?? .emptyObject
        // The last of them is told.
        var conflict: Conflict?
        func take(_ key: String, _ reason: String, _ names: Set<String>) {
            let name = wanted.text(key)
            if names.contains(name) {
                conflict = Conflict(reason: reason, message: Conflict.text(name))
            } else {
                accepted[key] = wanted[key]
            }
        }
        take("plural", "PluralConflict", taken.resources)
        take("singular", "SingularConflict", taken.resources)
        let lost = wanted.texts("shortNames").filter { taken.resources.contains($0) }.map(Conflict.text)
        if lost.isEmpty {
            accepted["shortNames"] = wanted["shortNames"]
        } else {
            let text = lost.joined(separator: ", ")
            conflict = Conflict(reason: "ShortNamesConflict", message: lost.count == 1 ? text : "[\(text)]")
        }
        take("kind", "KindConflict", taken.kinds)
        take("listKind", "ListKindConflict", taken.kinds)
        accepted["categories"] = wanted["categories"]
        definition[path: ["status", "acceptedNames"]] = accepted
        setConditions(&definition, conflict)
        setApproval(&definition)
    }

    private struct Conflict {
        let reason: String
        let message: String

        static func text(_ name: String) -> String { "\"\(name)\" is already in use" }
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

    private static func setConditions(_ definition: inout JSONValue, _ conflict: Conflict?) {
        if let conflict {
            condition("NamesAccepted", false, conflict.reason, conflict.message, &definition)
            if !CustomDefinition.isTrue("Established", in: definition) {
                condition("Established", false, "NotAccepted", "not all names are accepted", &definition)
            }
        } else {
            condition("NamesAccepted", true, "NoConflicts", "no conflicts found", &definition)
            condition(
                "Established", true, "InitialNamesAccepted", "the initial names have been accepted", &definition)
        }
    }

    /// Whether a definition of the Kubernetes community says where it was agreed on.
    private static func setApproval(_ definition: inout JSONValue) {
        guard APIApproval.isProtected(definition.text(path: "spec", "group")) else { return }
        let state = APIApproval.state(of: definition)
        let reason =
            switch state {
            case .missing: "MissingAnnotation"
            case .invalid: "InvalidAnnotation"
            case .bypassed: "UnapprovedAnnotation"
            case .approved: "ApprovedAnnotation"
            }
        var isApproved = false
        if case .approved = state { isApproved = true }
        condition("KubernetesAPIApprovalPolicyConformant", isApproved, reason, state.text, &definition)
    }

    private static func condition(
        _ type: String, _ isTrue: Bool, _ reason: String, _ message: String, _ definition: inout JSONValue
    ) {
        CustomResourceCondition(type: type, isTrue: isTrue, reason: reason, message: message).set(in: &definition)
    }
}

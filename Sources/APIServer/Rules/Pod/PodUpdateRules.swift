import JSON

/// What may still change in a Pod's spec once it exists.
enum PodUpdateRules {
    static func check(_ new: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        for list in ["containers", "initContainers"] {
            guard new.list(list).count == old.list(list).count else {
                return errors.forbidden("spec.\(list)", "pod updates may not add or remove containers")
            }
            for (index, container) in new.list(list).enumerated() {
                errors.checkRequired("spec.\(list)[\(index)].image", container.text("image"))
                ContainerValidation.checkImageSpace("spec.\(list)[\(index)]", container, into: &errors)
            }
        }
        guard checkDeadline(new, old, &errors) else { return }
        checkTolerations(new, old, &errors)
        checkGates(new, old, &errors)
        // Everything that may change is taken back; what is left must be as it was.
        var munged = new
        for list in ["containers", "initContainers"] { copyImages(list, from: old, into: &munged) }
        for key in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] { munged.copy(key, from: old) }
        if (old["terminationGracePeriodSeconds"]?.intValue ?? 0) < 0, new["terminationGracePeriodSeconds"]?.intValue == 1 {
            munged.copy("terminationGracePeriodSeconds", from: old)
        }
        if !old.list("schedulingGates").isEmpty { checkGated(new, old, &munged, &errors) }
        guard !differences(old, munged, path: "").isEmpty else { return }
        let form = InternalForm.core
        errors.forbidden(
            "spec", text + "\n" + LineDifference.text(form.shown(podSpec: old), form.shown(podSpec: munged)))
    }

    /// Returns whether the rest is worth looking at.
    private static func checkDeadline(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) -> Bool {
        let path = "spec.activeDeadlineSeconds"
        let before = old["activeDeadlineSeconds"]?.intValue
        guard let value = new["activeDeadlineSeconds"], let after = value.intValue else {
            if before != nil { errors.invalid(path, .null, "must not update from a positive integer to nil value") }
            return true
        }
        if !(0...Int64(Int32.max)).contains(after) {
            errors.invalid(path, value, "must be between 0 and 2147483647, inclusive")
            return false
        }
        guard let before, after > before else { return true }
        errors.invalid(path, value, "must be less than or equal to previous value")
        return false
    }

    private static func checkTolerations(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        func withoutSeconds(_ toleration: JSONValue) -> JSONValue {
            var toleration = toleration
            toleration["tolerationSeconds"] = nil
            return toleration
        }
        let kept = Set(new.list("tolerations").map(withoutSeconds))
        if !old.list("tolerations").map(withoutSeconds).allSatisfy(kept.contains) {
            return errors.forbidden(
                "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
        }
        TolerationValidation.check("spec.tolerations", new.list("tolerations"), into: &errors)
    }

    private static func checkGates(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let before = Set(old.list("schedulingGates").map { $0.text("name") })
        for (index, gate) in new.list("schedulingGates").enumerated() where !before.contains(gate.text("name")) {
            errors.forbidden(
                "spec.schedulingGates[\(index)].name",
                "only deletion is allowed, but found new scheduling gate '\(gate.text("name"))'")
        }
    }

    /// A Pod that waits at a gate may still become choosier about its node.
    private static func checkGated(
        _ new: JSONValue, _ old: JSONValue, _ munged: inout JSONValue, _ errors: inout FieldErrors
    ) {
        let selector = new["nodeSelector"].orNull
        if !old.map("nodeSelector").allSatisfy({ selector[$0.key] == $0.value }) {
            errors.invalid(
                "spec.nodeSelector", selector.inKeyOrder,
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
        }
        munged.copy("nodeSelector", from: old)
        let required = "requiredDuringSchedulingIgnoredDuringExecution"
        let path = "spec.affinity.nodeAffinity.\(required).nodeSelectorTerms"
        func terms(_ spec: JSONValue) -> [JSONValue] {
            spec[path: "affinity", "nodeAffinity", required, "nodeSelectorTerms"]?.arrayValue ?? []
        }
        func shown(_ term: JSONValue) -> JSONValue { InternalForm.core.shown(term, as: "NodeSelectorTerm") }
        let before = terms(old)
        let after = terms(new)
        if !before.isEmpty, before.count != after.count {
            errors.invalid(
                path, .array(after.map(shown)), "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
        } else {
            for (index, pair) in zip(before, after).enumerated() where !isAddition(pair.1, to: pair.0) {
                errors.invalid("\(path)[\(index)]", shown(pair.1), "only additions are allowed (no mutations or deletions)")
            }
        }
        guard new[path: "affinity", "nodeAffinity"] != nil else { return }
        if let affinity = old[path: "affinity", "nodeAffinity"] {
            munged[path: ["affinity", "nodeAffinity"]] = affinity
        } else {
            munged.edit("affinity") { $0["nodeAffinity"] = nil }
            if !old.has("affinity"), munged["affinity"]?.objectValue?.isEmpty == true { munged["affinity"] = nil }
        }
    }

    private static func isAddition(_ new: JSONValue, to old: JSONValue) -> Bool {
        if old.list("matchExpressions").isEmpty, old.list("matchFields").isEmpty {
            return new.list("matchExpressions").isEmpty && new.list("matchFields").isEmpty
        }
        return ["matchExpressions", "matchFields"].allSatisfy { new.list($0).starts(with: old.list($0)) }
    }

    private static func copyImages(_ list: String, from new: JSONValue, into spec: inout JSONValue) {
        let images = new.list(list).map { $0["image"] }
        guard images.count == spec.list(list).count else { return }
        spec.edit(list) { value in
            guard case .array(var containers) = value else { return }
            for (index, image) in images.enumerated() { containers[index]["image"] = image }
            value = .array(containers)
        }
    }

    /// One removed and one added line per field that differs.
    static func differences(_ old: JSONValue, _ new: JSONValue, path: String) -> [String] {
        guard old != new, !(isZero(old) && isZero(new)) else { return [] }
        if let before = old.objectValue, let after = new.objectValue {
            let keys = Set(before.keys).union(after.keys).sorted()
            return keys.flatMap { differences(before[$0].orNull, after[$0].orNull, path: "\(path).\($0)") }
        }
        if let before = old.arrayValue, let after = new.arrayValue, before.count == after.count {
            return zip(before, after).enumerated().flatMap { differences($1.0, $1.1, path: "\(path)[\($0)]") }
        }
        let lines = [
            old.isNull ? nil : "- \(path): \(JSONWriter.string(old))", new.isNull ? nil : "+ \(path): \(JSONWriter.string(new))",
        ]
        return lines.compactMap(\.self)
    }

    /// Whether a value reads the same as an absent one.
    private static func isZero(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .string(""): true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        default: false
        }
    }

    private static let text =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
}

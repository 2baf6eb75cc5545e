import JSON
import KubeAPI
import Schema

/// CustomResourceDefinitions.
enum CustomResourceDefinitionRules {
    /// Holds a definition until its objects are gone.
    static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = applyDefaults
        rules.prepareForCreate = { object in
            object.edit("metadata") { $0["generation"] = 1 }
            object["status"] = [
                "conditions": nil, "acceptedNames": ["plural": "", "kind": ""],
                "storedVersions": .array(storageVersions(object).map(JSONValue.string)),
            ]
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            Generation.raise(&object, old, ifChanged: ["spec"])
            var stored = object["status"]?.texts("storedVersions") ?? []
            for version in storageVersions(object) where !stored.contains(version) { stored.append(version) }
            object[path: ["status", "storedVersions"]] = .array(stored.map(JSONValue.string))
        }
        rules.prepareForStatusUpdate = { StatusRules.keepAllButStatus(&$0, $1) }
        rules.prepareForDelete = prepareForDelete
        rules.checksEverything = true
        rules.validate = { object, old in
            var errors = FieldErrors()
            CustomResourceDefinitionValidation.check(object, old, into: &errors)
            return errors.all
        }
        return rules
    }()

    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            if !spec.has("conversion") { spec["conversion"] = ["strategy": "None"] }
            spec.edit("names") { names in
                let kind = names.text("kind")
                guard !kind.isEmpty else { return }
                names.fill("singular", .string(kind.lowercased()))
                names.fill("listKind", .string(kind + "List"))
            }
        }
    }

    private static func storageVersions(_ object: JSONValue) -> [String] {
        object["spec"]?.list("versions").filter { $0.flag("storage") }.map { $0.text("name") } ?? []
    }

    private static func prepareForDelete(_ object: inout JSONValue) {
        object.edit("metadata") { metadata in
            var finalizers = metadata.texts("finalizers")
            if !finalizers.contains(finalizer) { finalizers.append(finalizer) }
            metadata["finalizers"] = .array(finalizers.map(JSONValue.string))
        }
        CustomResourceCondition(
            type: "Terminating", isTrue: true, reason: "InstanceDeletionPending",
            message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
        ).set(in: &object)
    }
}

/// One of a definition's `status.conditions`.
struct CustomResourceCondition: Sendable {
    let type: String
    let isTrue: Bool
    let reason: String
    let message: String

    /// Writes the condition down; the time changes with its value only.
    func set(in object: inout JSONValue, now: Timestamp = .now) {
        var conditions = object["status"]?.list("conditions") ?? []
        var condition: JSONValue = [
            "type": .string(type), "status": isTrue ? "True" : "False", "lastTransitionTime": .string(now.rfc3339),
            "reason": .string(reason), "message": .string(message),
        ]
        if let index = conditions.firstIndex(where: { $0.text("type") == type }) {
            if conditions[index]["status"] == condition["status"] {
                condition.copy("lastTransitionTime", from: conditions[index])
            }
            conditions[index] = condition
        } else {
            conditions.append(condition)
        }
        object[path: ["status", "conditions"]] = .array(conditions)
    }
}

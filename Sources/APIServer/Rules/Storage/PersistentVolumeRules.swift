import JSON
import Schema

/// PersistentVolumes: defaults, the time of the last phase, checks.
enum PersistentVolumeRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                spec.edit("hostPath") { source in
                    if !source.has("type") { source["type"] = "" }
                }
            }
        }
        rules.prepareForCreate = { object in
            object["status"] = [
                "phase": "Pending", "lastPhaseTransitionTime": object[path: "metadata", "creationTimestamp"].orNull,
            ]
        }
        rules.prepareForUpdate = { object, old in object.copy("status", from: old) }
        rules.prepareForStatusUpdate = { object, old in
            StatusRules.keepSpec(&object, old)
            noteTransition(&object, old)
        }
        rules.warnings = { volume, _ in VolumeWarnings.volume(volume) }
        rules.check(isNamespaced: false, passes: [.whole, .whole]) { PersistentVolumeValidation.check($0, $1, into: &$2) }
        return rules
    }()

    /// Writes down when the phase changed, unless the client does.
    private static func noteTransition(_ object: inout JSONValue, _ old: JSONValue) {
        let before = old["status"] ?? .emptyObject
        guard object.text(path: "status", "phase") != before.text("phase") else { return }
        let key = "lastPhaseTransitionTime"
        let given = object[path: "status", key].orNull
        if given.isNull || given == before[key].orNull { object[path: ["status", key]] = Timestamp.now.json }
    }
}

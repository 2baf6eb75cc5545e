import JSON

/// What is said of good objects that make Pods.
enum WorkloadWarnings {
    /// Of a kind whose objects lend their names to Pods.
    static func named(_ object: JSONValue, _ old: JSONValue?) -> [String] {
        (old == nil ? PodWarnings.nameOfOwner(object) : []) + PodWarnings.template("spec.template", object, old)
    }

    static func cronJob(_ object: JSONValue, _ old: JSONValue?) -> [String] {
        (old == nil ? PodWarnings.nameOfOwner(object) : [])
            + PodWarnings.template("spec.jobTemplate.spec.template", object, old)
    }

    static func statefulSet(_ object: JSONValue, _ old: JSONValue?) -> [String] {
        let spec = object["spec"] ?? .emptyObject
        var warnings = PodWarnings.template("spec.template", object, old)
        for (index, claim) in spec.list("volumeClaimTemplates").enumerated() {
            warnings += VolumeWarnings.claimSpec("spec.volumeClaimTemplates[\(index)]", claim["spec"] ?? .emptyObject)
        }
        if let limit = spec["revisionHistoryLimit"]?.intValue, limit < 0 {
            warnings.append(
                "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended")
        }
        return warnings
    }
}

import JSON

/// PersistentVolumeClaims: defaults, the two spellings of the data source, checks.
enum PersistentVolumeClaimRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForCreate = { object in
            object["status"] = ["phase": "Pending"]
            object.edit("spec", alignDataSources)
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            if old.text(path: "spec", "volumeName").isEmpty { object.edit("spec", alignDataSources) }
        }
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.check { PersistentVolumeClaimValidation.check($0, $1, into: &$2) }
        return rules
    }()

    /// `dataSourceRef` is the later form of `dataSource`; each is filled from the other where it can say the same.
    private static func alignDataSources(_ spec: inout JSONValue) {
        if spec.has("dataSource"), !spec.has("dataSourceRef") {
            spec["dataSourceRef"] = spec["dataSource"]
        } else if spec.has("dataSourceRef"), !spec.has("dataSource"), spec.text(path: "dataSourceRef", "namespace").isEmpty {
            spec["dataSource"] = spec["dataSourceRef"]
            spec.edit("dataSource") { $0["namespace"] = nil }
        }
    }
}

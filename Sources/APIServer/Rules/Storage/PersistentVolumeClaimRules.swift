import JSON

/// PersistentVolumeClaims: defaults, the two spellings of the data source, checks.
enum PersistentVolumeClaimRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForCreate = { object in
            object["status"] = ["phase": "Pending"]
            object.edit("spec") { spec in
                dropUnusableSources(&spec, before: nil)
                alignDataSources(&spec)
            }
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            object.edit("spec") { dropUnusableSources(&$0, before: old["spec"]) }
            if old.text(path: "spec", "volumeName").isEmpty { object.edit("spec", alignDataSources) }
        }
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.warnings = { claim, _ in VolumeWarnings.claim(claim) }
        rules.check(passes: [.whole, .change, .whole]) { PersistentVolumeClaimValidation.check($0, $1, into: &$2) }
        return rules
    }()

    /// Without a reference, only claims and snapshots are sources (KEP-1495); sources in other namespaces are not served.
    private static func dropUnusableSources(_ spec: inout JSONValue, before: JSONValue?) {
        let hadReference = before?.has("dataSourceRef") ?? false
        if !hadReference, !spec.text(path: "dataSourceRef", "namespace").isEmpty { spec["dataSourceRef"] = nil }
        guard !hadReference, before?.has("dataSource") != true, !spec.has("dataSourceRef") else { return }
        let kind = spec.text(path: "dataSource", "kind")
        let group = spec.text(path: "dataSource", "apiGroup")
        let isKnown =
            kind == "PersistentVolumeClaim" && group.isEmpty
            || kind == "VolumeSnapshot" && group == "snapshot.storage.k8s.io"
        if !isKnown { spec["dataSource"] = nil }
    }

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

import JSON

/// What is said of good PersistentVolumes and claims.
enum VolumeWarnings {
    private static let classAnnotation = "volume.beta.kubernetes.io/storage-class"
    private static let deadSources = [
        ("cephfs", "cephfs", "v1.28, non-functional in v1.31+"),
        ("photonPersistentDisk", "photonPersistentDisk", "v1.11, non-functional in v1.16+"),
        ("scaleIO", "scaleIO", "v1.16, non-functional in v1.22+"),
        ("storageos", "storageOS", "v1.22, non-functional in v1.25+"),
        ("glusterfs", "glusterfs", "v1.25, non-functional in v1.26+"), ("rbd", "rbd", "v1.28, non-functional in v1.31+"),
    ]

    static func volume(_ volume: JSONValue) -> [String] {
        let spec = volume["spec"] ?? .emptyObject
        var warnings = annotation(volume)
        if spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
            warnings.append(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
                    + "approach is to use dynamic provisioning.")
        }
        let terms = spec[path: "nodeAffinity", "required", "nodeSelectorTerms"]?.arrayValue ?? []
        for (index, term) in terms.enumerated() {
            warnings += NodeLabelWarnings.term("spec.nodeAffinity.required.nodeSelectorTerms[\(index)]", term)
        }
        return warnings
            + deadSources.filter { spec.has($0.0) }.map { "spec.\($0.1): deprecated in \($0.2)" }
    }

    static func claim(_ claim: JSONValue) -> [String] {
        annotation(claim) + claimSpec("spec", claim["spec"] ?? .emptyObject)
    }

    /// Of a claim, or a template for one.
    static func claimSpec(_ path: String, _ spec: JSONValue) -> [String] {
        ["requests", "limits"].flatMap { list in
            PodWarnings.fraction("\(path).resources.\(list)", "storage", spec[path: "resources", list])
        }
    }

    private static func annotation(_ object: JSONValue) -> [String] {
        guard object[path: "metadata", "annotations", classAnnotation] != nil else { return [] }
        return [
            "metadata.annotations[\(classAnnotation)]: deprecated since v1.8; use \"storageClassName\" attribute instead"
        ]
    }
}

import JSON

/// The values Kubernetes fills into a Pod's volumes.
enum VolumeDefaults {
    /// 0644
    private static let defaultMode: JSONValue = 420

    static func apply(to volume: inout JSONValue) {
        let hasSource = volume.objectValue?.contains { $0.key != "name" && !$0.value.isNull } ?? false
        if !hasSource { volume["emptyDir"] = .emptyObject }
        for source in ["configMap", "secret"] { volume.edit(source) { $0.fill("defaultMode", defaultMode) } }
        volume.edit("downwardAPI") { source in
            source.fill("defaultMode", defaultMode)
            fillItems(&source)
        }
        volume.edit("hostPath") { source in
            if !source.has("type") { source["type"] = "" }
        }
        volume.edit("projected") { projected in
            projected.fill("defaultMode", defaultMode)
            projected.editEach("sources") { source in
                source.edit("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
                source.edit("downwardAPI", fillItems)
            }
        }
        volume.edit("image") { $0.fill("pullPolicy", .string(PodDefaults.pullPolicy(image: $0.text("reference")))) }
        volume.edit("ephemeral") { ephemeral in
            ephemeral.edit("volumeClaimTemplate") { template in
                template.edit("spec") { $0.fill("volumeMode", "Filesystem") }
            }
        }
    }

    private static func fillItems(_ source: inout JSONValue) {
        source.editEach("items") { item in
            item.edit("fieldRef") { $0.fill("apiVersion", "v1") }
            item.edit("resourceFieldRef") { $0.fill("divisor", "0") }
        }
    }
}

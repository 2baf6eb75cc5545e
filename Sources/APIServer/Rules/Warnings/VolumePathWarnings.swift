import JSON

/// What is said of volumes that write a file where another file, or its directory, is.
enum VolumePathWarnings {
    static func check(_ volumes: [JSONValue]) -> [String] {
        volumes.flatMap { volume -> [String] in
            let name = "volume \"\(volume.text("name"))\""
            var warnings: [String] = []
            for (kind, shown) in [
                ("configMap", "ConfigMap \"\(volume.text(path: "configMap", "name"))\""),
                ("secret", "Secret \"\(volume.text(path: "secret", "secretName"))\""), ("downwardAPI", "DownwardAPI"),
            ] {
                warnings += overlaps(volume[kind]?.list("items").map { $0.text("path") } ?? [], "\(name) (\(shown))")
            }
            return warnings + projected(name, volume["projected"]?.list("sources") ?? [])
        }
    }

    private static func projected(_ name: String, _ sources: [JSONValue]) -> [String] {
        var known: [String] = []
        var warnings: [String] = []
        for source in sources {
            guard source.objectValue?.contains(where: { !$0.value.isNull }) ?? false else {
                warnings.append("\(name) (Projected) has no sources provided")
                continue
            }
            guard let (paths, shown) = files(of: source), !paths.isEmpty else { continue }
            let subject = "\(name) (Projected \(shown))"
            warnings += overlaps(paths, subject)
            let own = Set(paths)
            warnings += overlaps((own + known).sorted(), subject)
            known = Array(own.union(known))
        }
        return warnings
    }

    private static func files(of source: JSONValue) -> (paths: [String], shown: String)? {
        for (kind, shown) in [("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "DownwardAPI")] {
            guard let value = source[kind], value["items"]?.arrayValue != nil else { continue }
            return (
                value.list("items").map { $0.text("path") }, kind == "downwardAPI" ? shown : "\(shown) \"\(value.text("name"))\""
            )
        }
        if let token = source["serviceAccountToken"], !token.isNull { return ([token.text("path")], "ServiceAccountToken") }
        guard let bundle = source["clusterTrustBundle"], !bundle.isNull else { return nil }
        let name = bundle.has("name") ? bundle.text("name") : bundle.text("signerName")
        return ([bundle.text("path")], "ClusterTrustBundle \"\(name)\"")
    }

    private static func overlaps(_ paths: [String], _ subject: String) -> [String] {
        var known: [String] = []
        var warnings: [String] = []
        for path in paths {
            var text = path
            while text.hasSuffix("/") { text.removeLast() }
            if let other = collision(of: text, with: known) {
                warnings.append("\(subject): overlapping paths: \"\(text)\" with \"\(other)\"")
            }
            if !known.contains(text) { known.append(text) }
        }
        return warnings
    }

    private static func collision(of path: String, with known: [String]) -> String? {
        guard !path.isEmpty, !known.contains("") else { return nil }
        return known.first { $0 == path || "\($0)/".hasPrefix(path) || "\(path)/".hasPrefix($0) }
    }
}

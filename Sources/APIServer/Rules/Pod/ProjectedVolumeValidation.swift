import JSON

/// The checks of volumes that put several sources into one directory.
enum ProjectedVolumeValidation {
    static func check(_ path: String, _ projected: JSONValue, into errors: inout FieldErrors) {
        VolumeValidation.checkMode("\(path).defaultMode", projected["defaultMode"], &errors)
        var paths: Set<String> = []
        for (index, source) in projected.list("sources").enumerated() {
            let place = "\(path).sources[\(index)]"
            for kind in ["secret", "configMap"] { checkFiles(place, kind, source, within: path, &paths, &errors) }
            for file in source[path: "downwardAPI", "items"]?.arrayValue ?? [] {
                VolumeValidation.checkDownwardFile("\(place).downwardAPI", file, &errors)
                take(file.text("path"), shown: file.text("path"), within: path, &paths, &errors)
            }
            if let token = source["serviceAccountToken"], !token.isNull { checkToken(path, place, token, &errors) }
            if let bundle = source["clusterTrustBundle"], !bundle.isNull {
                checkBundle("\(place).clusterTrustBundle", bundle, &errors)
                take(bundle.text("path"), shown: bundle.text("path"), within: path, &paths, &errors)
            }
            if source.objectValue?.count(where: { !$0.value.isNull }) ?? 0 > 1 {
                errors.forbidden(place, "may not specify more than 1 volume type per source")
            }
        }
    }

    private static func checkFiles(
        _ path: String, _ kind: String, _ source: JSONValue, within volume: String, _ paths: inout Set<String>,
        _ errors: inout FieldErrors
    ) {
        guard let value = source[kind], !value.isNull else { return }
        errors.checkRequired("\(path).\(kind).name", value.text("name"))
        for (index, item) in value.list("items").enumerated() {
            VolumeValidation.checkItem("\(path).\(kind).items[\(index)]", item, into: &errors)
            take(item.text("path"), shown: value.text("name"), within: volume, &paths, &errors)
        }
    }

    /// Notes a path that a source writes; two cannot write the same.
    private static func take(
        _ path: String, shown: String, within volume: String, _ paths: inout Set<String>, _ errors: inout FieldErrors
    ) {
        if !path.isEmpty, !paths.insert(path).inserted {
            errors.invalid(volume, .string(shown), "conflicting duplicate paths")
        }
    }

    private static func checkToken(
        _ volume: String, _ path: String, _ token: JSONValue, _ errors: inout FieldErrors
    ) {
        VolumeValidation.checkLifetime(
            "\(path).serviceAccountToken.expirationSeconds", token["expirationSeconds"], into: &errors)
        // Kubernetes names the volume here, and not the source.
        errors.checkRequired("\(volume).path", token.text("path"))
        VolumeValidation.checkRelative("\(volume).path", token.text("path"), into: &errors)
    }

    private static func checkBundle(_ path: String, _ bundle: JSONValue, _ errors: inout FieldErrors) {
        switch (bundle.has("name"), bundle.has("signerName")) {
        case (true, true): errors.invalid(path, bundle, "only one of name and signerName may be used")
        case (true, false):
            if bundle.text("name").isEmpty { errors.required("\(path).name", "must be a valid object name") }
            if let selector = bundle["labelSelector"], !selector.isNull {
                errors.invalid(
                    "\(path).labelSelector", InternalForm.core.shown(selector, as: "Selector"),
                    "labelSelector must be unset if name is specified")
            }
        case (false, true):
            if bundle.text("signerName").isEmpty { errors.required("\(path).signerName", "must be a valid signer name") }
            LabelSelectorRules.check("\(path).labelSelector", bundle["labelSelector"].orNull, into: &errors)
        case (false, false): errors.required(path, "either name or signerName must be specified")
        }
        errors.checkRequired("\(path).path", bundle.text("path"))
        VolumeValidation.checkRelative("\(path).path", bundle.text("path"), into: &errors)
    }
}

import JSON

/// The checks of the places that storage comes from, for volumes of Pods and for PersistentVolumes.
enum VolumeSourceValidation {
    /// In which of the two a source stands: a PersistentVolume names the namespace of a Secret, a Pod need not.
    enum Owner { case pod, persistentVolume }

    /// The texts and lists that a source must give.
    private static let required: [String: [String]] = [
        "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"], "gitRepo": ["repository"],
        "nfs": ["server", "path"], "iscsi": ["targetPortal", "iqn"], "glusterfs": ["endpoints", "path"],
        "persistentVolumeClaim": ["claimName"], "rbd": ["monitors", "image"], "cinder": ["volumeID"], "cephfs": ["monitors"],
        "quobyte": ["volume"], "flexVolume": ["driver"], "azureFile": ["secretName", "shareName"],
        "vsphereVolume": ["volumePath"], "photonPersistentDisk": ["pdID"], "portworxVolume": ["volumeID"],
        "azureDisk": ["diskName", "diskURI"], "scaleIO": ["gateway", "system", "volumeName"], "local": ["path"],
        "secret": ["secretName"], "configMap": ["name"],
    ]

    static func check(
        _ path: String, _ kind: String, _ source: JSONValue, owner: Owner, into errors: inout FieldErrors
    ) {
        let place = "\(path).\(shownNames[kind] ?? kind)"
        for key in required[kind] ?? [] where source.text(key).isEmpty && source.list(key).isEmpty {
            errors.required("\(place).\(key)")
        }
        switch kind {
        case "hostPath": checkHostPath(place, source, &errors)
        case "local": checkNoBacksteps("\(place).path", source.text("path"), into: &errors)
        case "gitRepo": VolumeValidation.checkDescending("\(place).directory", source.text("directory"), into: &errors)
        case "nfs":
            if !source.text("path").hasPrefix("/") {
                errors.invalid("\(place).path", .string(source.text("path")), "must be an absolute path")
            }
        case "gcePersistentDisk", "awsElasticBlockStore":
            checkRange("\(place).partition", source["partition"], 0...255, "must be between 1 and 255, inclusive", &errors)
        case "iscsi": checkISCSI(place, source, owner, &errors)
        case "fc": checkFibreChannel(place, source, &errors)
        case "flexVolume": checkOptions("\(place).options", source.map("options"), &errors)
        case "azureDisk": checkAzureDisk(place, source, &errors)
        case "quobyte": checkQuobyte(place, source, &errors)
        case "flocker": checkFlocker(place, source, &errors)
        case "csi": checkCSI(place, source, owner, &errors)
        case "cinder", "storageos", "azureFile", "glusterfs": checkReference(place, kind, source, owner, &errors)
        default: break
        }
    }

    /// Kubernetes shows these under a name of their own.
    private static let shownNames = ["gcePersistentDisk": "persistentDisk"]

    // MARK: One kind each

    private static func checkHostPath(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let target = source.text("path")
        guard !target.isEmpty else { return errors.required("\(path).path") }
        checkNoBacksteps("\(path).path", target, into: &errors)
        errors.checkOneOf(
            "\(path).type", source.text("type"),
            ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
    }

    static func checkNoBacksteps(_ path: String, _ target: String, into errors: inout FieldErrors) {
        if target.split(separator: "/").contains("..") { errors.invalid(path, .string(target), "must not contain '..'") }
    }

    private static func checkRange(
        _ path: String, _ value: JSONValue?, _ range: ClosedRange<Int64>, _ text: String, _ errors: inout FieldErrors
    ) {
        if let value, let number = value.intValue, !range.contains(number) { errors.invalid(path, value, text) }
    }

    private static func checkISCSI(_ path: String, _ source: JSONValue, _ owner: Owner, _ errors: inout FieldErrors) {
        let name = source.text("iqn")
        let start = owner == .pod ? "must be valid format starting with iqn, eui, or naa" : "must be valid format"
        if !name.isEmpty { checkInitiator("\(path).iqn", name, start, &errors) }
        checkRange("\(path).lun", source["lun"], 0...255, "must be between 0 and 255, inclusive", &errors)
        let usesCHAP = ["chapAuthDiscovery", "chapAuthSession"].contains { source[$0]?.boolValue == true }
        if usesCHAP, !source.has("secretRef") { errors.required("\(path).secretRef") }
        if owner == .persistentVolume, source.has("secretRef"), source.text(path: "secretRef", "name").isEmpty {
            errors.required("\(path).secretRef.name")
        }
        if let initiator = source["initiatorName"]?.stringValue {
            checkInitiator("\(path).initiatorname", initiator, start, &errors)
        }
    }

    /// `iqn.2005-03.org.example:name`, or `eui.` and `naa.` with 16 and 32 digits or letters.
    private static func checkInitiator(_ path: String, _ name: String, _ start: String, _ errors: inout FieldErrors) {
        guard let type = ["iqn", "eui", "naa"].first(where: name.hasPrefix) else {
            return errors.invalid(path, .string(name), start)
        }
        let rest = Array(name.utf8.dropFirst(4))
        let isGood =
            switch type {
            case "iqn": isQualifiedName(rest)
            case "eui": rest.count == 16 && rest.allSatisfy(isWord)
            default: rest.count == 32 && rest.allSatisfy(isWord)
            }
        if !isGood { errors.invalid(path, .string(name), "must be valid format") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) && byte >= 0x41
    }

    /// `2005-03.org.example:name`
    private static func isQualifiedName(_ bytes: [UInt8]) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.count > colon + 1, colon > 8 else { return false }
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        let date = bytes[..<8]
        let authority = bytes[8..<colon]
        return date[..<4].allSatisfy(isDigit) && date[4] == UInt8(ascii: "-") && date[5...6].allSatisfy(isDigit)
            && date[7] == UInt8(ascii: ".") && authority.allSatisfy { isWord($0) || "-.".utf8.contains($0) }
            && !bytes[(colon + 1)...].contains { ",;*&$| \t\r\n".utf8.contains($0) }
    }

    private static func checkFibreChannel(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let targets = source.list("targetWWNs")
        let hasIdentifiers = !source.list("wwids").isEmpty
        if targets.isEmpty, !hasIdentifiers {
            errors.required("\(path).targetWWNs", "must specify either targetWWNs or wwids, but not both")
        }
        if !targets.isEmpty, hasIdentifiers {
            errors.invalid(
                "\(path).targetWWNs", .array(targets), "targetWWNs and wwids can not be specified simultaneously")
        }
        guard !targets.isEmpty else { return }
        if source.has("lun") {
            checkRange("\(path).lun", source["lun"], 0...255, "must be between 0 and 255, inclusive", &errors)
        } else {
            errors.required("\(path).lun", "lun is required if targetWWNs is specified")
        }
    }

    private static func checkOptions(_ path: String, _ options: [JSONObject.Member], _ errors: inout FieldErrors) {
        for option in options {
            let domain = "." + (option.key.split(separator: "/", maxSplits: 1).first ?? "").lowercased()
            if domain.hasSuffix(".kubernetes.io") || domain.hasSuffix(".k8s.io") {
                errors.invalid(
                    "\(path)[\(option.key)]", .string(option.key), "kubernetes.io and k8s.io namespaces are reserved")
            }
        }
    }

    private static func checkAzureDisk(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        errors.checkOneOf("\(path).cachingMode", source.text("cachingMode"), ["None", "ReadOnly", "ReadWrite"])
        let kind = source.text("kind")
        errors.checkOneOf("\(path).kind", kind, ["Dedicated", "Managed", "Shared"])
        let address = source.text("diskURI")
        let managed = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
        let blob = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
        if kind == "Managed", !address.hasPrefix("/subscriptions/") {
            errors.notSupported("\(path).diskURI", .string(address), [managed])
        }
        if kind != "Managed", !address.hasPrefix("https://") {
            errors.notSupported("\(path).diskURI", .string(address), [blob])
        }
    }

    private static func checkQuobyte(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let text = "must be a host:port pair or multiple pairs separated by commas"
        let registry = source.text("registry")
        guard !registry.isEmpty else { return errors.required("\(path).registry", text) }
        if source.text("tenant").utf8.count >= 65 {
            return errors.required("\(path).tenant", "must be a UUID and may not exceed a length of 64 characters")
        }
        for pair in registry.split(separator: ",", omittingEmptySubsequences: false) where !pair.contains(":") {
            errors.invalid("\(path).registry", .string(registry), text)
        }
    }

    private static func checkFlocker(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        let name = source.text("datasetName")
        let identifier = source.text("datasetUUID")
        if name.isEmpty, identifier.isEmpty { errors.required(path, "one of datasetName and datasetUUID is required") }
        if !name.isEmpty, !identifier.isEmpty {
            errors.invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
        }
        if name.contains("/") { errors.invalid("\(path).datasetName", .string(name), "must not contain '/'") }
    }

    private static func checkReference(
        _ path: String, _ kind: String, _ source: JSONValue, _ owner: Owner, _ errors: inout FieldErrors
    ) {
        if kind == "storageos" {
            errors.checkRequired("\(path).volumeName", source.text("volumeName"), NameRules.dns1123Label)
            let namespace = source.text("volumeNamespace")
            if !namespace.isEmpty { errors.check("\(path).volumeNamespace", namespace, NameRules.dns1123Label) }
        }
        if kind != "azureFile", let secret = source["secretRef"], !secret.isNull {
            for key in owner == .pod ? ["name"] : ["name", "namespace"] where secret.text(key).isEmpty {
                errors.required("\(path).secretRef.\(key)")
            }
        }
        if kind == "azureFile", source["secretNamespace"]?.stringValue == "" { errors.required("\(path).secretNamespace") }
        if kind == "glusterfs", let namespace = source["endpointsNamespace"]?.stringValue {
            if namespace.isEmpty {
                errors.invalid(
                    "\(path).endpointsNamespace", "", "if the endpointnamespace is set, it must be a valid namespace name")
            } else {
                errors.check("\(path).endpointsNamespace", namespace, NameRules.dns1123Label)
            }
        }
    }

    // MARK: CSI

    private static func checkCSI(_ path: String, _ source: JSONValue, _ owner: Owner, _ errors: inout FieldErrors) {
        checkDriverName("\(path).driver", source.text("driver"), into: &errors)
        guard owner == .persistentVolume else {
            let secret = source["nodePublishSecretRef"].orNull
            if !secret.isNull {
                errors.checkRequired("\(path).nodePublishSecretRef.name", secret.text("name"))
                // Kubernetes names the volume here, and not the reference.
                if !secret.text("name").isEmpty { errors.check("\(path).name", secret.text("name"), NameRules.dns1123Subdomain) }
            }
            return
        }
        errors.checkRequired("\(path).volumeHandle", source.text("volumeHandle"))
        for key in [
            "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef",
        ] {
            guard let secret = source[key], !secret.isNull else { continue }
            errors.checkRequired("\(path).\(key).name", secret.text("name"), NameRules.dns1123Subdomain)
            errors.checkRequired("\(path).\(key).namespace", secret.text("namespace"), NameRules.dns1123Label)
        }
    }

    /// The name of a CSI driver: a subdomain of at most 63 characters, in any case.
    static func checkDriverName(_ path: String, _ name: String, into errors: inout FieldErrors) {
        if name.isEmpty { errors.required(path) }
        if name.utf8.count > 63 { errors.tooLong(path, 63) }
        for reason in NameRules.dns1123Subdomain(name.lowercased()) { errors.invalid(path, .string(name), reason) }
    }
}

import Encodings
import JSON
import Schema

/// ConfigMaps and Secrets.
enum ConfigurationRules {
    /// The most that the values of one object may hold.
    private static let sizeLimit = 1 << 20

    static let configMap: ResourceRules = {
        var rules = ResourceRules()
        rules.validate = { validateConfigMap($0, $1) }
        rules.checksEverything = true
        return rules
    }()

    static let secret: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.fill("type", "Opaque")
            foldStringData(&object)
        }
        rules.prepareForUpdate = { object, old in
            if object.lacks("type") { object.copy("type", from: old) }
        }
        rules.validate = { validateSecret($0, $1) }
        rules.checksEverything = true
        rules.warnings = { secret, _ in SecretWarnings.secret(secret) }
        rules.fieldSelectors = ["type": { $0.text("type") }]
        return rules
    }()

    /// `stringData` is written only: its values replace those of `data`, in base64.
    private static func foldStringData(_ object: inout JSONValue) {
        let texts = object.map("stringData")
        if !texts.isEmpty {
            var data = object["data"].flatMap { $0.isNull ? nil : $0 } ?? .emptyObject
            for text in texts {
                data[text.key] = .string(Base64.encode(Array((text.value.stringValue ?? "").utf8)))
            }
            object["data"] = data
        }
        object["stringData"] = nil
    }

    private static func checkMetadata(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        MetadataRules.check(
            object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, passes: [.change, .whole], into: &errors)
    }

    // MARK: ConfigMap

    private static func validateConfigMap(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        checkMetadata(object, old, &errors)
        if let old { checkImmutability(object, old, ["data", "binaryData"], &errors) }
        var size = 0
        let binaryKeys = Set(object.map("binaryData").map(\.key))
        for member in object.map("data") {
            errors.check("data[\(member.key)]", member.key, NameRules.configKey)
            if binaryKeys.contains(member.key) {
                errors.invalid("data[\(member.key)]", .string(member.key), "duplicate of key present in binaryData")
            }
            size += member.value.stringValue?.utf8.count ?? 0
        }
        for member in object.map("binaryData") {
            errors.check("binaryData[\(member.key)]", member.key, NameRules.configKey)
            size += decodedSize(member.value)
        }
        if size > sizeLimit { errors.tooLong("[]", sizeLimit) }
        return errors.all
    }

    private static func decodedSize(_ value: JSONValue) -> Int { (value.stringValue?.utf8.count ?? 0) / 4 * 3 }

    private static func checkImmutability(
        _ object: JSONValue, _ old: JSONValue, _ members: [String], _ errors: inout FieldErrors
    ) {
        guard old["immutable"]?.boolValue == true else { return }
        for key in ["immutable"] + members where object[key].orNull != old[key].orNull {
            errors.forbidden(key, "field is immutable when `immutable` is set")
        }
    }

    // MARK: Secret

    private static func validateSecret(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        checkMetadata(object, old, &errors)
        if let old {
            errors.checkImmutable("type", object["type"], old["type"])
            checkImmutability(object, old, ["data"], &errors)
        }
        var size = 0
        for member in object.map("data") {
            errors.check("data[\(member.key)]", member.key, NameRules.configKey)
            size += decodedSize(member.value)
        }
        if size > sizeLimit { errors.tooLong("data", sizeLimit) }
        checkType(object, &errors)
        return errors.all
    }

    private static func checkType(_ secret: JSONValue, _ errors: inout FieldErrors) {
        let keys = Set(secret.map("data").map(\.key))
        func require(_ needed: String...) {
            for key in needed where !keys.contains(key) { errors.required("data[\(key)]") }
        }
        switch secret.text("type") {
        case "kubernetes.io/service-account-token":
            let name = secret[path: "metadata", "annotations", "kubernetes.io/service-account.name"]?.stringValue ?? ""
            if name.isEmpty { errors.required("metadata.annotations[kubernetes.io/service-account.name]") }
        case "kubernetes.io/dockercfg": checkJSON(secret, ".dockercfg", &errors)
        case "kubernetes.io/dockerconfigjson": checkJSON(secret, ".dockerconfigjson", &errors)
        case "kubernetes.io/basic-auth":
            if !keys.contains("username"), !keys.contains("password") {
                errors.required("data[username]")
                errors.required("data[password]")
            }
        case "kubernetes.io/ssh-auth":
            if secret[path: "data", "ssh-privatekey"]?.stringValue?.isEmpty ?? true { errors.required("data[ssh-privatekey]") }
        case "kubernetes.io/tls": require("tls.crt", "tls.key")
        default: break
        }
    }

    private static func checkJSON(_ secret: JSONValue, _ key: String, _ errors: inout FieldErrors) {
        guard let text = secret[path: "data", key]?.stringValue else {
            errors.required("data[\(key)]")
            return
        }
        guard let complaint = complaint(Base64.decode(text) ?? []) else { return }
        errors.invalid("data[\(key)]", "<secret contents redacted>", complaint)
    }

    /// What Go's decoder says of bytes that are not one JSON object.
    private static func complaint(_ bytes: [UInt8]) -> String? {
        let value: JSONValue
        do throws(JSONError) { value = try JSONReader.read(bytes) } catch { return error.reason }
        let kind: String
        switch value {
        case .null, .object: return nil
        case .array: kind = "array"
        case .string: kind = "string"
        case .bool: kind = "bool"
        default: kind = "number"
        }
        return "json: cannot unmarshal \(kind) into Go value of type map[string]interface {}"
    }
}

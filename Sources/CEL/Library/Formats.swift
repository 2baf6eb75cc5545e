import Encodings
import RegularExpressions
import Schema

/// A named format of text (Kubernetes' format library).
struct CELFormat: CELObject {
    let name: String
    var typeName: String { "kubernetes.NamedFormat" }
    func isEqual(to other: any CELObject) -> Bool { name == (other as? CELFormat)?.name }

    private static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    private static let patterns: [String: (pattern: RegularExpression?, longest: Int)] = [
        "dns1123Label": (try? RegularExpression("^\(label)$"), 63),
        "dns1123Subdomain": (try? RegularExpression("^\(label)(\\.\(label))*$"), 253),
        "dns1035Label": (try? RegularExpression("^[a-z]([-a-z0-9]*[a-z0-9])?$"), 63),
        "dns1123LabelPrefix": (try? RegularExpression("^[a-z0-9][-a-z0-9]*$"), 63),
        "dns1123SubdomainPrefix": (try? RegularExpression("^[a-z0-9][-.a-z0-9]*$"), 253),
        "dns1035LabelPrefix": (try? RegularExpression("^[a-z][-a-z0-9]*$"), 63),
        "qualifiedName": (
            try? RegularExpression("^(\(label)(\\.\(label))*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"), 317
        ),
        "labelValue": (try? RegularExpression("^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"), 63),
        "uuid": (try? RegularExpression("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"), 36),
        "date": (try? RegularExpression("^\\d{4}-\\d{2}-\\d{2}$"), 10),
    ]
    static let names: Set<String> = Set(patterns.keys).union(["uri", "byte", "datetime"])

    /// What is wrong with a text; `nil` when nothing is.
    func complaint(about text: String) -> String? {
        switch name {
        case "uri": return CELURL(text) == nil ? "must be an absolute URI or path" : nil
        case "byte": return Base64.decode(text) == nil ? "must be base64" : nil
        case "datetime": return Timestamp(rfc3339: text) == nil ? "must be a time by RFC 3339" : nil
        default:
            guard let format = Self.patterns[name] else { return nil }
            if text.utf8.count > format.longest { return "must be no more than \(format.longest) bytes" }
            if name == "date", Timestamp(rfc3339: text + "T00:00:00Z") == nil { return "must be a date" }
            return format.pattern?.matches(text) == true ? nil : "must be a valid \(name)"
        }
    }
}

extension Functions {
    private static let formatType = CELType.opaque("kubernetes.NamedFormat")

    static let formats: [String: Function] = {
        var functions: [String: Function] = [
            "format.named": function("format.named", 1...1, gives: .optional(formatType)) { (call) throws(CELError) in
                let name = try call.string(0)
                return .optional(CELFormat.names.contains(name) ? .object(CELFormat(name: name)) : nil)
            },
            "validate": method("validate", on: formatType, 1...1, gives: .optional(.list(.string))) { (call) throws(CELError) in
                let complaint = try call.object(0, as: CELFormat.self).complaint(about: call.string(1))
                return .optional(complaint.map { .list([.string($0)]) })
            },
        ]
        for name in CELFormat.names {
            functions["format.\(name)"] = function("format.\(name)", 0...0, gives: formatType) { _ in
                .object(CELFormat(name: name))
            }
        }
        return functions
    }()

    static let encodings: [String: Function] = [
        "base64.encode": function("base64.encode", 1...1, gives: .string) { (call) throws(CELError) in
            guard case .bytes(let bytes) = try call.value(0) else { throw call.mismatch }
            return .string(Base64.encode(bytes))
        },
        "base64.decode": function("base64.decode", 1...1, gives: .bytes) { (call) throws(CELError) in
            guard let bytes = Base64.decode(try call.string(0)) else { throw CELError("illegal base64 data") }
            return .bytes(bytes)
        },
    ]
}

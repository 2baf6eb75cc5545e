import JSON

/// A value that does not have the type its field has, in the words of Kubernetes.
package struct SchemaTypeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `spec.containers[0].ports`; empty for the value as a whole.
    package let path: String
    /// What is wrong, as a decoder of JSON says it.
    package let reason: String
    /// The same, as it is said of a strategic merge patch, which is never text on the way to the object.
    package let conversion: String

    /// What the field takes, as far as the words depend on it.
    enum Expected: Sendable { case structure, slice, map, scalar }

    package init(path: String, reason: String, conversion: String? = nil) {
        self.path = path
        self.reason = reason
        self.conversion = conversion ?? reason
    }

    package var description: String { reason }
}

/// The phrases of Go's decoders, which clients know and search for.
enum GoText {
    /// - Parameter field: the type around the field and the path to it; `nil` where the field's own type reads the value.
    static func cannotUnmarshal(_ value: JSONValue, into type: String, field: String? = nil) -> String {
        let place = field.map { "struct field \($0) of type" } ?? "value of type"
        return "json: cannot unmarshal \(description(of: value, for: type)) into Go \(place) \(type)"
    }

    /// A number is shown where a number was wanted, but another.
    private static func description(of value: JSONValue, for type: String) -> String {
        switch value {
        case .int where type.hasPrefix("int"), .double where type.hasPrefix("int"): "number \(JSONWriter.string(value))"
        default: value.typeName
        }
    }

    static func cannotConvert(_ value: JSONValue, to type: String, _ expected: SchemaTypeError.Expected) -> String {
        let kind = kind(of: value)
        switch (expected, value) {
        case (.structure, _): return "cannot restore struct from: \(kind)"
        case (.map, _): return "cannot restore map from \(kind)"
        case (.slice, _): return "cannot restore slice from \(kind)"
        // A number can become text in Go, only not the text that was meant.
        case (.scalar, .int), (.scalar, .double):
            return type == "bool" ? "unrecognized type: bool" : "cannot convert \(kind) to \(type)"
        case (.scalar, _): return "unrecognized type: \(type)"
        }
    }

    private static func kind(of value: JSONValue) -> String {
        switch value {
        case .null: "interface"
        case .bool: "bool"
        case .int: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "slice"
        case .object: "map"
        }
    }

    /// Where the first character is that cannot be there.
    static func badBase64(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var digits = 0
        var start = 0
        for (index, byte) in bytes.enumerated() where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
            if digits % 4 == 0 { start = index }
            if isBase64(byte) {
                digits += 1
                continue
            }
            let closes = byte == UInt8(ascii: "=") && digits % 4 > 1
            let rest = bytes[index...].filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            let wanted = 4 - digits % 4
            guard closes else { return "illegal base64 data at input byte \(index)" }
            if rest.count < wanted { return "illegal base64 data at input byte \(bytes.count)" }
            let other = bytes[index...].firstIndex { $0 != UInt8(ascii: "=") }
            return "illegal base64 data at input byte \(other ?? index + wanted)"
        }
        return "illegal base64 data at input byte \(start)"
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// Which part of a time could not be read, and as what.
    static func badTime(_ text: String, isMicro: Bool) -> String {
        let layout = isMicro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
        let parts = ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"]
        var rest = Array(text.utf8)[...]
        for part in parts {
            let wanted = Array(part.utf8)
            let isNumber = wanted[0] >= UInt8(ascii: "0") && wanted[0] <= UInt8(ascii: "9")
            let head = rest.prefix(wanted.count)
            let fits =
                isNumber ? head.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } : head.elementsEqual(wanted)
            guard head.count == wanted.count, fits else { return unparsed(text, layout, rest, part) }
            rest = rest.dropFirst(wanted.count)
        }
        return unparsed(text, layout, rest, "Z07:00")
    }

    private static func unparsed(_ text: String, _ layout: String, _ rest: ArraySlice<UInt8>, _ part: String) -> String {
        func quoted(_ text: String) -> String { JSONWriter.string(.string(text)) }
        return
            "parsing time \(quoted(text)) as \(quoted(layout)): cannot parse \(quoted(String(decoding: rest, as: UTF8.self))) as \(quoted(part))"
    }
}

extension SchemaType {
    /// The type as Go spells it.
    var goName: String {
        switch self {
        case .string: "string"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "float64"
        case .bool: "bool"
        case .bytes: "[]uint8"
        case .quantity: "resource.Quantity"
        case .intOrString: "intstr.IntOrString"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .object(let reference): reference.resolve().goName
        case .array(let element): "[]" + element.goName
        case .map(let element): "map[string]" + element.goName
        case .union(let union): union.name.goTypeName
        case .any: "interface {}"
        }
    }
}

extension ObjectSchema {
    /// `PodSpec`
    var shortName: String { name.split(separator: ".").last.map(String.init) ?? name }

    /// `v1.PodSpec`
    package var goName: String { name.goTypeName }
}

extension String {
    /// Of a published name: the package and the type.
    fileprivate var goTypeName: String { split(separator: ".").suffix(2).joined(separator: ".") }
}

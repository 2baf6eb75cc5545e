import Encodings

/// Query strings (RFC 3986, section 3.4).
enum QueryString {
    /// Joins parameters that have a value as `a=b&c=d`; everything outside RFC 3986's unreserved set is escaped.
    static func encode(_ parameters: [(name: String, value: String?)]) -> String {
        var text = ""
        for parameter in parameters {
            guard let value = parameter.value, !value.isEmpty else { continue }
            if !text.isEmpty { text += "&" }
            text += parameter.name + "=" + PercentEncoding.encode(value)
        }
        return text
    }
}

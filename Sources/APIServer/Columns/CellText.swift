import JSON
import KubeAPI
import Schema

/// Words and lists the way table cells spell them.
enum CellText {
    static let none = "<none>"
    static let unknown = "<unknown>"

    static func orNone(_ text: String) -> JSONValue { .string(text.isEmpty ? none : text) }
    static func orUnknown(_ text: String) -> JSONValue { .string(text.isEmpty ? unknown : text) }

    static func age(_ metadata: ObjectMeta, _ now: Timestamp) -> JSONValue {
        .string(HumanDuration.since(metadata.creationTimestamp, now: now))
    }

    /// `a=b,c=d`, sorted.
    static func labels(_ labels: [String: String]) -> JSONValue {
        orNone(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","))
    }

    /// `app=web,tier in (a,b),!old`
    static func selector(_ selector: LabelSelector?) -> JSONValue {
        guard let selector else { return .string(none) }
        var terms = selector.matchLabels.map { (key: $0.key, text: "\($0.key)=\($0.value)") }
        for expression in selector.matchExpressions {
            let key = expression.key
            let values = expression.values.sorted().joined(separator: ",")
            switch expression.operator {
            case "In": terms.append((key, "\(key) in (\(values))"))
            case "NotIn": terms.append((key, "\(key) notin (\(values))"))
            case "Exists": terms.append((key, key))
            case "DoesNotExist": terms.append((key, "!\(key)"))
            default: return .string("<error>")
            }
        }
        return orNone(terms.sorted { $0.key < $1.key }.map(\.text).joined(separator: ","))
    }

    static func containers(_ spec: PodSpec) -> JSONValue { .string(spec.containers.map(\.name).joined(separator: ",")) }
    static func images(_ spec: PodSpec) -> JSONValue { .string(spec.containers.map(\.image).joined(separator: ",")) }

    /// The first three of a list, and how many more there are.
    static func firstThree(_ items: [String], none: String) -> JSONValue {
        guard !items.isEmpty else { return .string(none) }
        let text = items.prefix(3).joined(separator: ",")
        return .string(items.count > 3 ? "\(text) + \(items.count - 3) more..." : text)
    }

    /// `10.0.0.1:80`, `[fd00::1]:80`
    static func address(_ host: String, _ port: Int32) -> String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

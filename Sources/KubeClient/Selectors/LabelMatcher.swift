package import KubeAPI
package import Schema

/// A label selector made ready for evaluation: every requirement must hold.
package struct LabelMatcher: Sendable, Hashable {
    package enum Requirement: Sendable, Hashable {
        case equals(key: String, value: String)
        case isIn(key: String, values: Set<String>)
        case isNotIn(key: String, values: Set<String>)
        case exists(key: String)
        case doesNotExist(key: String)
        /// Greater than a whole number (node selectors only).
        case isGreater(key: String, than: Int64)
        case isLess(key: String, than: Int64)
        /// An operator or operand nobody knows: matches nothing.
        case impossible
    }

    package let requirements: [Requirement]

    package init(_ requirements: [Requirement]) { self.requirements = requirements }

    /// Matches labels that contain every pair.
    package init(_ pairs: [String: String]) {
        requirements = pairs.sorted { $0.key < $1.key }.map { .equals(key: $0.key, value: $0.value) }
    }

    /// An empty selector matches everything.
    package init(_ selector: LabelSelector) {
        requirements =
            LabelMatcher(selector.matchLabels).requirements
            + selector.matchExpressions.map { Requirement(key: $0.key, operator: $0.operator, values: $0.values) }
    }

    package var isEmpty: Bool { requirements.isEmpty }

    package func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }
}

extension LabelMatcher.Requirement {
    /// Reads an operator of label selectors (`In`, `NotIn`, `Exists`, `DoesNotExist`) or node selectors (`Gt`, `Lt` too).
    package init(key: String, operator: String, values: [String]) {
        switch `operator` {
        case "In": self = .isIn(key: key, values: Set(values))
        case "NotIn": self = .isNotIn(key: key, values: Set(values))
        case "Exists": self = .exists(key: key)
        case "DoesNotExist": self = .doesNotExist(key: key)
        case "Gt": self = values.first.flatMap { Int64($0) }.map { .isGreater(key: key, than: $0) } ?? .impossible
        case "Lt": self = values.first.flatMap { Int64($0) }.map { .isLess(key: key, than: $0) } ?? .impossible
        default: self = .impossible
        }
    }

    package func matches(_ labels: [String: String]) -> Bool {
        switch self {
        case .equals(let key, let value): labels[key] == value
        case .isIn(let key, let values): labels[key].map(values.contains) ?? false
        case .isNotIn(let key, let values): !(labels[key].map(values.contains) ?? false)
        case .exists(let key): labels[key] != nil
        case .doesNotExist(let key): labels[key] == nil
        case .isGreater(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 > bound } ?? false
        case .isLess(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 < bound } ?? false
        case .impossible: false
        }
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// The form that `labelSelector` of a list takes (`app=web,tier in (a,b),!old`).
    package var description: String { requirements.map(\.text).joined(separator: ",") }
}

extension LabelMatcher.Requirement {
    fileprivate var text: String {
        switch self {
        case .equals(let key, let value): "\(key)=\(value)"
        case .isIn(let key, let values): "\(key) in (\(values.sorted().joined(separator: ",")))"
        case .isNotIn(let key, let values): "\(key) notin (\(values.sorted().joined(separator: ",")))"
        case .exists(let key): key
        case .doesNotExist(let key): "!\(key)"
        case .isGreater(let key, let bound): "\(key)>\(bound)"
        case .isLess(let key, let bound): "\(key)<\(bound)"
        case .impossible: "!,"
        }
    }
}

extension Object where S == LabelSelectorShape {
    /// Whether an object with these labels is selected. An empty selector selects everything.
    package func matches(_ labels: [String: String]) -> Bool { LabelMatcher(self).matches(labels) }

    /// The form that `labelSelector` of a list takes.
    package var text: String { LabelMatcher(self).description }
}

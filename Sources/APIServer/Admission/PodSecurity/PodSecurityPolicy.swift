import JSON

/// The levels of the Pod Security Standards, from lax to strict.
package enum PodSecurityLevel: String, Sendable, CaseIterable, Comparable {
    case privileged, baseline, restricted

    package static func < (left: PodSecurityLevel, right: PodSecurityLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .privileged: 0
        case .baseline: 1
        case .restricted: 2
        }
    }
}

/// A level as some Kubernetes release understands it: `restricted:latest`, `baseline:v1.24`.
package struct PodSecurityStandard: Sendable, Hashable, CustomStringConvertible {
    package var level: PodSecurityLevel
    /// The minor version of Kubernetes 1; `nil` for the latest.
    package var minorVersion: Int?

    package init(_ level: PodSecurityLevel, minorVersion: Int? = nil) {
        self.level = level
        self.minorVersion = minorVersion
    }

    /// Reads `baseline`, `baseline:latest` or `baseline:v1.30`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let level = PodSecurityLevel(rawValue: parts[0]),
            let version = PodSecurityPolicy.minorVersion(parts.count == 2 ? parts[1] : "latest")
        else { return nil }
        self.init(level, minorVersion: version)
    }

    package var description: String { "\(level.rawValue):" + (minorVersion.map { "v1.\($0)" } ?? "latest") }
}

/// What happens to Pods in one namespace.
package struct PodSecurityPolicy: Sendable, Hashable {
    package var enforce: PodSecurityStandard
    package var audit: PodSecurityStandard
    package var warn: PodSecurityStandard

    package init(enforce: PodSecurityStandard, audit: PodSecurityStandard, warn: PodSecurityStandard) {
        self.enforce = enforce
        self.audit = audit
        self.warn = warn
    }

    package init(all standard: PodSecurityStandard) { self.init(enforce: standard, audit: standard, warn: standard) }

    /// Whether no mode forbids, records or points out anything.
    var allowsEverything: Bool { [enforce, audit, warn].allSatisfy { $0.level == .privileged } }

    private static let prefix = "pod-security.kubernetes.io/"

    /// The policy of a namespace with the field errors of its labels. A level that cannot be read counts as `restricted`, a
    /// version that cannot be read as the latest. Who enforces and does not say what to warn about warns of the same.
    static func read(
        labels: JSONValue?, defaults: PodSecurityPolicy
    ) -> (policy: PodSecurityPolicy, errors: [FieldError]) {
        var policy = defaults
        var errors: [FieldError] = []
        func apply(_ mode: String, to standard: inout PodSecurityStandard) -> Bool {
            let level = labels?[prefix + mode]?.stringValue
            if let level {
                let parsed = PodSecurityLevel(rawValue: level)
                standard.level = parsed ?? .restricted
                if parsed == nil {
                    let all = PodSecurityLevel.allCases.map(\.rawValue).joined(separator: ", ")
                    errors.append(
                        .invalid("metadata.labels[\(prefix)\(mode)]", .string(level), "must be one of \(all)"))
                }
            }
            if let version = labels?["\(prefix)\(mode)-version"]?.stringValue {
                let parsed = minorVersion(version)
                standard.minorVersion = parsed ?? nil
                if parsed == nil {
                    errors.append(
                        .invalid(
                            "metadata.labels[\(prefix)\(mode)-version]", .string(version), #"must be "latest" or "v1.x""#))
                }
            }
            return level != nil
        }
        let enforces = apply("enforce", to: &policy.enforce)
        _ = apply("audit", to: &policy.audit)
        let warns = apply("warn", to: &policy.warn)
        if enforces, !warns, policy.enforce.level > policy.warn.level { policy.warn = policy.enforce }
        return (policy, errors)
    }

    /// What labels ask for that forbids anything: `enforce=baseline:latest, warn=restricted:v1.30`.
    func asked(by labels: JSONValue?) -> String {
        [("enforce", enforce), ("audit", audit), ("warn", warn)].filter { mode, standard in
            standard.level != .privileged
                && ["", "-version"].contains { labels?["\(Self.prefix)\(mode)\($0)"]?.stringValue != nil }
        }.map { "\($0)=\($1)" }.joined(separator: ", ")
    }

    /// `nil` for what is no version; the inner `nil` is the latest.
    static func minorVersion(_ text: String) -> Int?? {
        if text == "latest" { return .some(nil) }
        guard text.hasPrefix("v1.") else { return nil }
        let digits = text.dropFirst(3)
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits == "0" || digits.first != "0" else { return nil }
        return Int(digits).map { .some($0) }
    }
}

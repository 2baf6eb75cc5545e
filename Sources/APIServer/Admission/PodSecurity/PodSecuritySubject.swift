import JSON

/// A Pod, or the Pod that a template makes, as the checks of the Pod Security Standards see it.
struct PodSecuritySubject: Sendable {
    let annotations: [JSONObject.Member]
    let spec: JSONValue
    /// Containers of every kind.
    let containers: [JSONValue]

    init(metadata: JSONValue?, spec: JSONValue) {
        annotations = metadata?.map("annotations") ?? []
        self.spec = spec
        containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec.list($0) }
    }

    var context: JSONValue { spec["securityContext"].orNull }
    var isWindows: Bool { spec.text(path: "os", "name") == "windows" }
    var hasUserNamespace: Bool { spec["hostUsers"]?.boolValue == false }

    func annotation(_ key: String) -> String? { annotations.first { $0.key == key }?.value.stringValue }

    /// The names of the containers whose security context is bad.
    func names(where isBad: (_ context: JSONValue) -> Bool) -> [String] {
        containers.filter { isBad($0["securityContext"].orNull) }.map { $0.text("name") }
    }
}

/// What a Pod does that its namespace's level forbids.
struct PodSecurityViolation: Sendable, Hashable {
    let reason: String
    let detail: String

    var text: String { detail.isEmpty ? reason : "\(reason) (\(detail))" }
}

/// The words of violations.
enum PodSecurityText {
    static func quoted(_ items: [String]) -> String { "\"\(items.joined(separator: "\", \""))\"" }

    static func quoted(_ items: Set<String>) -> String { quoted(items.sorted()) }

    static func containers(_ names: [String]) -> String { "\(plural("container", "containers", names.count)) \(quoted(names))" }

    static func plural(_ one: String, _ many: String, _ count: Int) -> String { count == 1 ? one : many }

    /// Who set something: the Pod, its containers, or both.
    static func setters(pod isPod: Bool, _ names: [String]) -> String? {
        let parts = (isPod ? ["pod"] : []) + (names.isEmpty ? [] : [containers(names)])
        return parts.isEmpty ? nil : parts.joined(separator: " and ")
    }
}

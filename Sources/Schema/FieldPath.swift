/// Where in a tree a walk is, as Kubernetes writes it: `spec.containers[0].image`, `metadata.labels[a.b/c]`.
struct FieldPath {
    enum Step {
        case member(String)
        case index(Int)
        case key(String)
    }

    private var steps: [Step] = []

    mutating func enter(_ step: Step) { steps.append(step) }
    mutating func leave() { steps.removeLast() }

    var isEmpty: Bool { steps.isEmpty }

    /// Whether the walk is inside the named member of the outermost object.
    func isInside(_ name: String) -> Bool {
        if case .member(name)? = steps.first { true } else { false }
    }

    var text: String {
        var text = ""
        for step in steps { Self.append(step, to: &text) }
        return text
    }

    /// `spec.containers.image`: without places in lists and keys of maps.
    var memberNames: String {
        steps.compactMap { if case .member(let name) = $0 { name } else { nil } }.joined(separator: ".")
    }

    func text(of name: String) -> String {
        var text = text
        Self.append(.member(name), to: &text)
        return text
    }

    private static func append(_ step: Step, to text: inout String) {
        switch step {
        case .member(let name): text += text.isEmpty ? name : ".\(name)"
        case .index(let index): text += "[\(index)]"
        case .key(let key): text += "[\(key)]"
        }
    }
}

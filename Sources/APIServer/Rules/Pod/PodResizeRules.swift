import JSON
import Schema

/// `pods/resize`: CPU and memory of a running Pod's containers (KEP-1287). The kubelet carries it out.
enum PodResizeRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = PodDefaults.apply(toPod:)
        rules.prepareForUpdate = { pod, old in
            let wanted = pod["spec"] ?? .emptyObject
            StatusRules.keepAll(&pod, old)
            pod.edit("spec") { spec in
                for list in lists { takeOver(list, from: wanted, into: &spec) }
            }
            Generation.raise(&pod, old, ifChanged: ["spec"])
        }
        rules.validate = { validate($0, $1 ?? .emptyObject) }
        return rules
    }()

    private static let lists = ["containers", "initContainers"]

    /// Resources and resize policies of the containers. A list that no longer has the same containers is kept as it was
    /// sent, for validation to refuse.
    private static func takeOver(_ list: String, from wanted: JSONValue, into spec: inout JSONValue) {
        let containers = wanted.list(list)
        guard containers.map({ $0.text("name") }) == spec.list(list).map({ $0.text("name") }) else {
            spec[list] = wanted[list]
            return
        }
        spec.edit(list) { value in
            guard case .array(var elements) = value else { return }
            value = .null
            for (index, container) in containers.enumerated() where index < elements.count {
                for key in ["resources", "resizePolicy"] { elements[index].copy(key, from: container) }
            }
            value = .array(elements)
        }
    }

    private static func validate(_ pod: JSONValue, _ old: JSONValue) -> [FieldError] {
        var errors = FieldErrors()
        let before = old["spec"] ?? .emptyObject
        let after = pod["spec"] ?? .emptyObject
        if old[path: "metadata", "annotations", "kubernetes.io/config.mirror"] != nil {
            errors.forbidden("[]", "static pods cannot be resized")
            return errors.all
        }
        if before.text(path: "os", "name") == "windows" {
            errors.forbidden("[]", "windows pods cannot be resized")
            return errors.all
        }
        guard hasSameContainers(after, before, &errors) else { return errors.all }
        PodValidation.checkSpec("spec", after, into: &errors)
        let quality = old.text(path: "status", "qosClass")
        if !quality.isEmpty, quality != QualityOfService.classify(after) {
            errors.invalid("spec", .string(quality), "Pod QOS Class may not change as a result of resizing")
        }
        if !isSupported(old["status"] ?? .emptyObject) {
            errors.forbidden("spec", "Pod running on node without support for resize")
        }
        forEachPair(after, before) { list, index, new, old in
            let isSidecar = old.text("restartPolicy") == "Always"
            if list == "containers" || isSidecar { checkRemovals("spec.\(list)[\(index)].resources", new, old, &errors) }
        }
        for wanted in ["containers", "initContainers"] {
            forEachPair(after, before) { list, _, new, old in if list == wanted { checkFixed(list, new, old, &errors) } }
        }
        return errors.all
    }

    /// A kubelet that can resize reports the resources of what runs.
    private static func isSupported(_ status: JSONValue) -> Bool {
        let running = status.list("containerStatuses").first { $0[path: "state", "running"]?.objectValue != nil }
        return running?.has("resources") ?? true
    }

    private static func forEachPair(
        _ new: JSONValue, _ old: JSONValue, _ body: (_ list: String, _ index: Int, _ new: JSONValue, _ old: JSONValue) -> Void
    ) {
        for list in ["initContainers", "containers"] {
            for (index, pair) in zip(new.list(list), old.list(list)).enumerated() { body(list, index, pair.0, pair.1) }
        }
    }

    private static func hasSameContainers(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) -> Bool {
        for list in lists {
            let after = new.list(list).map { $0.text("name") }
            let before = old.list(list).map { $0.text("name") }
            if after.count != before.count {
                errors.forbidden("spec.\(list)", "\(list) may not be added or removed on resize")
                continue
            }
            for index in after.indices where after[index] != before[index] {
                errors.forbidden("spec.\(list)[\(index)].name", "\(list) may not be renamed or reordered on resize")
            }
        }
        return errors.all.isEmpty
    }

    private static func checkRemovals(_ path: String, _ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        for list in ["requests", "limits"] {
            let after = new[path: "resources", list]
            let isLess = (old[path: "resources", list]?.objectValue?.members ?? []).contains { after?[$0.key] == nil }
            if isLess { errors.forbidden("\(path).\(list)", "resource \(list) cannot be removed") }
        }
    }

    private static func checkFixed(_ list: String, _ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let after = new["resources"] ?? .emptyObject
        let before = old["resources"] ?? .emptyObject
        let isFixed =
            fixed(after) == fixed(before) && new.list("resizePolicy") == old.list("resizePolicy")
            && after.list("claims") == before.list("claims")
        if list == "containers" {
            if !isFixed { errors.forbidden("spec", "only cpu and memory resources are mutable") }
        } else if old.text("restartPolicy") == "Always" {
            if !isFixed {
                errors.forbidden("spec", "only cpu and memory resources for sidecar containers are mutable")
            }
        } else if new != old {
            errors.forbidden("spec", "resources for non-sidecar init containers are immutable")
        }
    }

    /// Everything but the CPU and memory of a container's resources.
    private static func fixed(_ resources: JSONValue) -> [String: [String: Quantity]] {
        var rest: [String: [String: Quantity]] = [:]
        for list in ["requests", "limits"] {
            for member in resources.map(list) where !["cpu", "memory"].contains(member.key) {
                rest[list, default: [:]][member.key] = Quantity(json: member.value) ?? .zero
            }
        }
        return rest
    }
}

import JSON

/// The checks of annotations that mean something for a Pod.
enum PodAnnotationValidation {
    private static let mirror = "kubernetes.io/config.mirror"
    private static let deletionCost = "controller.kubernetes.io/pod-deletion-cost"

    static func check(_ path: String, _ annotations: JSONValue?, _ spec: JSONValue, into errors: inout FieldErrors) {
        guard let annotations = annotations?.objectValue, !annotations.isEmpty else { return }
        if let value = annotations[mirror], spec.text("nodeName").isEmpty {
            errors.invalid("\(path)[\(mirror)]", value, "must set spec.nodeName if mirror pod annotation is set")
        }
        guard let cost = annotations[deletionCost]?.stringValue else { return }
        let isNumber = Int32(cost) != nil && !cost.hasPrefix("+") && (cost == "0" || !cost.hasPrefix("0"))
        if !isNumber { errors.invalid("\(path)[\(deletionCost)]", .string(cost), "must be a 32bit integer") }
    }

    /// Whether a Pod mirrors a static one is decided when it is made.
    static func checkUpdate(_ pod: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        let before = old[path: "metadata", "annotations", mirror]
        let after = pod[path: "metadata", "annotations", mirror]
        guard before != after else { return }
        let text = before == nil ? "may not add mirror pod annotation" : "may not remove or update mirror pod annotation"
        errors.forbidden("metadata.annotations[\(mirror)]", text)
    }
}

import JSON
import KubeAPI

/// Devices that others use are given, for looking into them, only to claims of namespaces whose label allows it (KEP-5018).
package struct DeviceAdminAccess: AdmissionPlugin {
    package static let label = "resource.kubernetes.io/admin-access"
    private static let group = "resource.k8s.io"

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.type.group == Self.group, let object = operation.object,
            let path = Self.place(object, operation)
        else { return }
        let namespace = try await reader.object(NamespaceShape.type, namespace: "", name: operation.namespace)
        guard namespace?[path: "metadata", "labels", Self.label]?.stringValue != "true" else { return }
        let subject = StatusError.Subject(group: Self.group, kind: operation.type.kind, name: operation.name)
        let text = "admin access to devices requires the `\(Self.label): true` label on the containing namespace"
        throw .invalid(subject, [.forbidden(path, text)])
    }

    /// Where a write first asks for it. What is granted already is not asked for again.
    private static func place(_ object: JSONValue, _ operation: AdmissionOperation) -> String? {
        switch (operation.kind, operation.type.kind, operation.subresource) {
        case (.create, "ResourceClaim", ""): return requested(object["spec"])
        case (.create, "ResourceClaimTemplate", ""): return requested(object[path: "spec", "spec"])
        case (.update, "ResourceClaim", "status"):
            return granted(operation.old ?? .emptyObject) == nil ? granted(object) : nil
        default: return nil
        }
    }

    private static func requested(_ spec: JSONValue?) -> String? {
        let requests = spec?["devices"]?.list("requests") ?? []
        return requests.firstIndex { $0[path: "exactly", "adminAccess"]?.boolValue == true }
            .map { "spec.devices.requests[\($0)].adminAccess" }
    }

    private static func granted(_ claim: JSONValue) -> String? {
        let results = claim[path: "status", "allocation", "devices", "results"]?.arrayValue ?? []
        return results.firstIndex { $0["adminAccess"]?.boolValue == true }
            .map { "status.allocation.devices.results[\($0)].adminAccess" }
    }
}

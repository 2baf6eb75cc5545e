import KubeAPI

/// What Kubernetes lets an update of a kind do without knowing the stored state.
struct UpdatePolicy: Sendable, Hashable {
    /// Whether a PUT makes the object when there is none.
    let createsMissing: Bool
    /// Whether an update must name the version it is based on.
    let requiresVersion: Bool

    private static let creating: Set = [
        "endpoints", "events", "limitranges", "services", "leases.coordination.k8s.io",
        "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
        "clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
        "runtimeclasses.node.k8s.io",
    ]
    private static let versioned: Set = [
        "serviceaccounts", "poddisruptionbudgets.policy", "leases.coordination.k8s.io", "csidrivers.storage.k8s.io",
        "csinodes.storage.k8s.io", "csistoragecapacities.storage.k8s.io", "volumeattachments.storage.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io", "runtimeclasses.node.k8s.io",
        "customresourcedefinitions.apiextensions.k8s.io", "apiservices.apiregistration.k8s.io",
    ]
    private static let builtIn = Set(BuiltInTypes.all.map(\.type.qualifiedName))

    /// Whether a kind is one of Kubernetes' own, and not a custom one.
    static func isBuiltIn(_ type: ResourceType) -> Bool { builtIn.contains(type.qualifiedName) }

    init(_ type: ResourceType) {
        createsMissing = Self.creating.contains(type.qualifiedName)
        // Custom resources, too.
        requiresVersion = Self.versioned.contains(type.qualifiedName) || !Self.builtIn.contains(type.qualifiedName)
    }
}

import JSON
import KubeAPI
import Schema

/// The kinds this server stores, each with its schema, verbs, subresources, rules and printed columns.
package enum BuiltInResources {
    /// In discovery order.
    package static let definitions: [ResourceDefinition] = BuiltInTypes.stored.map { entry in
        ResourceDefinition(
            type: entry.type, schema: entry.schema,
            verbs: verbs(of: entry.type), subresources: subresources(of: entry.type), rules: rules(for: entry.type),
            columns: Columns.columns(for: entry.type), conversion: conversions[entry.type],
            deprecation: deprecations[entry.type])
    }

    /// The kinds that are stored as another version.
    private static let conversions = [
        EventsEventShape.type: EventConversion.events, HorizontalPodAutoscalerV1Shape.type: AutoscalerConversion.v1,
    ]

    private static let deprecations = [
        ComponentStatusShape.type: "v1 ComponentStatus is deprecated in v1.19+",
        EndpointsShape.type: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    ]

    /// Nothing writes component statuses, so that their list is empty: whether a server works, its health paths say.
    private static func verbs(of type: ResourceType) -> [String] {
        switch type.qualifiedName {
        case "namespaces": allVerbs.filter { $0 != "deletecollection" }
        case "componentstatuses": ["get", "list"]
        default: allVerbs
        }
    }

    private static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    private static let changeVerbs = ["get", "patch", "update"]
    private static let streamVerbs = ["create", "get"]
    private static let proxyVerbs = ["create", "delete", "get", "patch", "update"]

    private static func subresources(of type: ResourceType) -> [Subresource] {
        let status = Subresource(name: "status", kind: type.kind, verbs: changeVerbs)
        let scale = Subresource(name: "scale", kind: "Scale", apiVersion: "autoscaling/v1", verbs: changeVerbs)
        switch type.qualifiedName {
        case "namespaces": return [Subresource(name: "finalize", kind: type.kind, verbs: ["update"]), status]
        case "nodes": return [Subresource(name: "proxy", kind: "NodeProxyOptions", verbs: proxyVerbs), status]
        case "pods": return podSubresources + [status]
        case "services": return [Subresource(name: "proxy", kind: "ServiceProxyOptions", verbs: proxyVerbs), status]
        case "serviceaccounts":
            return [
                Subresource(
                    name: "token", kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", verbs: ["create"])
            ]
        case "deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers": return [scale, status]
        case "daemonsets.apps", "jobs.batch", "cronjobs.batch", "ingresses.networking.k8s.io",
            "poddisruptionbudgets.policy", "persistentvolumes", "persistentvolumeclaims", "resourcequotas",
            "volumeattachments.storage.k8s.io", "horizontalpodautoscalers.autoscaling",
            "servicecidrs.networking.k8s.io", "flowschemas.flowcontrol.apiserver.k8s.io",
            "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "apiservices.apiregistration.k8s.io",
            "validatingadmissionpolicies.admissionregistration.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io", "resourceclaims.resource.k8s.io":
            return [status]
        case "certificatesigningrequests.certificates.k8s.io":
            return [Subresource(name: "approval", kind: type.kind, verbs: changeVerbs), status]
        default: return []
        }
    }

    private static let podSubresources = [
        Subresource(name: "attach", kind: "PodAttachOptions", verbs: streamVerbs),
        Subresource(name: "binding", kind: "Binding", verbs: ["create"]),
        Subresource(name: "ephemeralcontainers", kind: "Pod", verbs: changeVerbs),
        Subresource(name: "eviction", kind: "Eviction", apiVersion: "policy/v1", verbs: ["create"]),
        Subresource(name: "exec", kind: "PodExecOptions", verbs: streamVerbs),
        Subresource(name: "log", kind: "Pod", verbs: ["get"]),
        Subresource(name: "portforward", kind: "PodPortForwardOptions", verbs: streamVerbs),
        Subresource(name: "proxy", kind: "PodProxyOptions", verbs: proxyVerbs),
        Subresource(name: "resize", kind: "Pod", verbs: changeVerbs),
    ]

    /// The rules of an update through a subresource that stands for a part of the object; `nil` for any other.
    static func rules(for type: ResourceType, subresource: String) -> ResourceRules? {
        switch (type.qualifiedName, subresource) {
        case ("pods", "ephemeralcontainers"): EphemeralContainerRules.rules
        case ("pods", "resize"): PodResizeRules.rules
        case ("certificatesigningrequests.certificates.k8s.io", "approval"): CertificateApprovalRules.rules
        default: nil
        }
    }

    /// The rules of a stored kind; none for a kind that its schema describes completely.
    static func rules(for type: ResourceType) -> ResourceRules {
        switch type.qualifiedName {
        case "configmaps": ConfigurationRules.configMap
        case "secrets": ConfigurationRules.secret
        case "pods": PodRules.rules
        case "podtemplates": PodTemplateRules.rules
        case "services": ServiceRules.rules
        case "namespaces": ClusterRules.namespace
        case "nodes": NodeRules.rules
        case "serviceaccounts": ClusterRules.serviceAccount
        case "endpoints": EndpointRules.rules
        case "events": EventRules.core
        case "events.events.k8s.io": EventRules.events
        case "deployments.apps": DeploymentRules.rules
        case "replicasets.apps": ReplicaSetRules.rules
        case "daemonsets.apps": DaemonSetRules.rules
        case "statefulsets.apps": StatefulSetRules.rules
        case "controllerrevisions.apps": ControllerRevisionRules.rules
        case "replicationcontrollers": ReplicationControllerRules.rules
        case "jobs.batch": JobRules.rules
        case "cronjobs.batch": CronJobRules.rules
        case "ingresses.networking.k8s.io": IngressRules.rules
        case "ingressclasses.networking.k8s.io": IngressClassRules.rules
        case "networkpolicies.networking.k8s.io": NetworkPolicyRules.rules
        case "poddisruptionbudgets.policy": PodDisruptionBudgetRules.rules
        case "persistentvolumes": PersistentVolumeRules.rules
        case "persistentvolumeclaims": PersistentVolumeClaimRules.rules
        case "limitranges": LimitRangeRules.rules
        case "resourcequotas": ResourceQuotaRules.rules
        case "storageclasses.storage.k8s.io": StorageRules.storageClass
        case "volumeattributesclasses.storage.k8s.io": StorageRules.volumeAttributesClass
        case "volumeattachments.storage.k8s.io": StorageRules.volumeAttachment
        case "csidrivers.storage.k8s.io": CSIRules.driver
        case "csinodes.storage.k8s.io": CSIRules.node
        case "csistoragecapacities.storage.k8s.io": CSIRules.storageCapacity
        case "runtimeclasses.node.k8s.io": RuntimeClassRules.rules
        case "endpointslices.discovery.k8s.io": EndpointSliceRules.rules
        case "leases.coordination.k8s.io": ClusterRules.lease
        case "priorityclasses.scheduling.k8s.io": ClusterRules.priorityClass
        case "clusterroles.rbac.authorization.k8s.io": RoleRules.role(isNamespaced: false)
        case "roles.rbac.authorization.k8s.io": RoleRules.role(isNamespaced: true)
        case "clusterrolebindings.rbac.authorization.k8s.io": RoleRules.binding(isNamespaced: false)
        case "rolebindings.rbac.authorization.k8s.io": RoleRules.binding(isNamespaced: true)
        case "horizontalpodautoscalers.autoscaling": type.version == "v1" ? AutoscalingRules.v1 : AutoscalingRules.v2
        case "certificatesigningrequests.certificates.k8s.io": CertificateRequestRules.rules
        case "ipaddresses.networking.k8s.io": ServiceAddressRules.ipAddress
        case "servicecidrs.networking.k8s.io": ServiceAddressRules.serviceCIDR
        case "flowschemas.flowcontrol.apiserver.k8s.io": FlowControlRules.flowSchema
        case "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": FlowControlRules.priorityLevel
        case "apiservices.apiregistration.k8s.io": APIServiceRules.rules
        case "customresourcedefinitions.apiextensions.k8s.io": CustomResourceDefinitionRules.rules
        case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io":
            AdmissionRegistrationRules.webhooks
        case "validatingadmissionpolicies.admissionregistration.k8s.io": AdmissionRegistrationRules.validatingPolicy
        case "mutatingadmissionpolicies.admissionregistration.k8s.io": AdmissionRegistrationRules.mutatingPolicy
        case "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
            "validatingadmissionpolicybindings.admissionregistration.k8s.io":
            AdmissionRegistrationRules.binding
        case "deviceclasses.resource.k8s.io": DeviceRules.deviceClass
        case "resourceclaims.resource.k8s.io": DeviceRules.claim
        case "resourceclaimtemplates.resource.k8s.io": DeviceRules.template
        case "resourceslices.resource.k8s.io": DeviceRules.slice
        default: ResourceRules()
        }
    }
}

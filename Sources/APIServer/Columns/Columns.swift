import JSON
package import KubeAPI
import Schema

/// How `kubectl get` prints each built-in kind.
package enum Columns {
    /// The kind's own columns; name and creation time for kinds that have none.
    package static func columns(for type: ResourceType) -> TableColumns {
        // The one kind that has two versions.
        if type == HorizontalPodAutoscalerV1Shape.type { return autoscalersV1 }
        return all[type.qualifiedName] ?? named
    }

    private static let all: [String: TableColumns] = [
        "pods": pods, "services": services, "nodes": nodes, "namespaces": namespaces, "endpoints": endpoints,
        "configmaps": configMaps, "secrets": secrets, "serviceaccounts": serviceAccounts, "events": events,
        "podtemplates": podTemplates, "deployments.apps": deployments, "replicasets.apps": replicaSets,
        "events.events.k8s.io": groupEvents, "leases.coordination.k8s.io": leases,
        "endpointslices.discovery.k8s.io": endpointSlices,
        "priorityclasses.scheduling.k8s.io": priorityClasses,
        "roles.rbac.authorization.k8s.io": roles, "clusterroles.rbac.authorization.k8s.io": roles,
        "rolebindings.rbac.authorization.k8s.io": roleBindings,
        "clusterrolebindings.rbac.authorization.k8s.io": roleBindings,
        "persistentvolumes": persistentVolumes, "persistentvolumeclaims": persistentVolumeClaims,
        "replicationcontrollers": replicationControllers, "resourcequotas": resourceQuotas,
        "componentstatuses": componentStatuses,
        "controllerrevisions.apps": controllerRevisions, "daemonsets.apps": daemonSets, "statefulsets.apps": statefulSets,
        "cronjobs.batch": cronJobs, "jobs.batch": jobs,
        "ingresses.networking.k8s.io": ingresses, "ingressclasses.networking.k8s.io": ingressClasses,
        "networkpolicies.networking.k8s.io": networkPolicies, "poddisruptionbudgets.policy": podDisruptionBudgets,
        "csidrivers.storage.k8s.io": csiDrivers, "csinodes.storage.k8s.io": csiNodes,
        "storageclasses.storage.k8s.io": storageClasses, "volumeattachments.storage.k8s.io": volumeAttachments,
        "volumeattributesclasses.storage.k8s.io": volumeAttributesClasses, "runtimeclasses.node.k8s.io": runtimeClasses,
        "horizontalpodautoscalers.autoscaling": autoscalers,
        "certificatesigningrequests.certificates.k8s.io": certificateRequests,
        "servicecidrs.networking.k8s.io": serviceCIDRs, "ipaddresses.networking.k8s.io": ipAddresses,
        "flowschemas.flowcontrol.apiserver.k8s.io": flowSchemas,
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": priorityLevels,
        "apiservices.apiregistration.k8s.io": apiServices,
        "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhookConfigurations,
        "validatingwebhookconfigurations.admissionregistration.k8s.io": webhookConfigurations,
        "mutatingadmissionpolicies.admissionregistration.k8s.io": mutatingPolicies,
        "validatingadmissionpolicies.admissionregistration.k8s.io": validatingPolicies,
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io": policyBindings,
        "validatingadmissionpolicybindings.admissionregistration.k8s.io": policyBindings,
        "deviceclasses.resource.k8s.io": deviceObjects, "resourceclaimtemplates.resource.k8s.io": deviceObjects,
        "resourceclaims.resource.k8s.io": resourceClaims, "resourceslices.resource.k8s.io": resourceSlices,
    ]

    static let name = TableColumns.Column(
        name: "Name", type: "string", format: "name", description: "The object's name, unique for its kind and namespace.")
    static let age = column("Age", "How long ago the object was made.")

    static func column(_ name: String, _ description: String, type: String = "string") -> TableColumns.Column {
        TableColumns.Column(name: name, type: type, description: description)
    }

    /// A column that only `-o wide` shows.
    static func wide(_ name: String, _ description: String, format: String = "") -> TableColumns.Column {
        TableColumns.Column(name: name, type: "string", format: format, description: description, priority: 1)
    }

    static let named = TableColumns(
        columns: [
            name,
            TableColumns.Column(name: "Created At", type: "date", description: "When the object was made."),
        ],
        cells: { object, _ in
            let metadata = ObjectMeta(json: object["metadata"] ?? .emptyObject) ?? ObjectMeta()
            return [.string(metadata.name), .string(metadata.creationTimestamp?.rfc3339 ?? "<unknown>")]
        })
}

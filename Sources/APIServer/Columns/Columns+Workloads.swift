import JSON
import KubeAPI
import Schema

extension Columns {
    static let podColumns = [
        wide("Containers", "The names of the Pods' containers."), wide("Images", "The containers' images."),
        wide("Selector", "The labels of the Pods that belong to the object."),
    ]

    static let replicaColumns = [
        name, column("Desired", "How many Pods are wanted.", type: "integer"),
        column("Current", "How many Pods there are.", type: "integer"),
        column("Ready", "How many Pods are ready.", type: "integer"), age,
    ]

    static let deployments = TableColumns(
        columns: [
            name, column("Ready", "Ready Pods, of how many are wanted."),
            column("Up-to-date", "Pods made from the current template."),
            column("Available", "Pods that have been ready long enough."), age,
        ] + podColumns,
        cells: { object, now in
            let deployment = Deployment(json: object)
            let spec = deployment.spec
            let status = deployment.status
            let pods = spec.template.spec
            return [
                .string(deployment.name), .string("\(status.readyReplicas)/\(spec.replicas ?? 1)"),
                status.updatedReplicas.json, status.availableReplicas.json, CellText.age(deployment.metadata, now),
                CellText.containers(pods), CellText.images(pods), CellText.selector(spec.selector),
            ]
        })

    static let replicaSets = TableColumns(
        columns: replicaColumns + podColumns,
        cells: { object, now in
            let set = ReplicaSet(json: object)
            let pods = set.spec.template.spec
            return [
                .string(set.name), (set.spec.replicas ?? 1).json, set.status.replicas.json, set.status.readyReplicas.json,
                CellText.age(set.metadata, now), CellText.containers(pods), CellText.images(pods),
                CellText.selector(set.spec.selector),
            ]
        })

    static let priorityClasses = TableColumns(
        columns: [
            name, column("Value", "The priority of Pods of this class.", type: "integer"),
            column("Global-Default", "Whether Pods without a class get this one.", type: "boolean"), age,
            column("PreemptionPolicy", "Whether Pods of this class may push out others."),
        ],
        cells: { object, now in
            let priority = PriorityClass(json: object)
            return [
                .string(priority.name), priority.value.json, priority.globalDefault.json,
                CellText.age(priority.metadata, now), .string(priority.preemptionPolicy),
            ]
        })
}

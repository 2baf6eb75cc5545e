import JSON
import KubeAPI
import Schema

extension Columns {
    static let daemonSets = TableColumns(
        columns: [
            name, column("Desired", "How many nodes shall run a Pod.", type: "integer"),
            column("Current", "How many nodes run the Pod they shall run.", type: "integer"),
            column("Ready", "How many nodes have a ready Pod.", type: "integer"),
            column("Up-to-date", "How many nodes have a Pod made from the current template.", type: "integer"),
            column("Available", "How many nodes have a Pod that has been ready long enough.", type: "integer"),
            column("Node Selector", "The labels that a node must have."), age,
        ] + podColumns,
        cells: { object, now in
            let set = DaemonSet(json: object)
            let status = set.status
            let pods = set.spec.template.spec
            return [
                .string(set.name), status.desiredNumberScheduled.json, status.currentNumberScheduled.json,
                status.numberReady.json, status.updatedNumberScheduled.json, status.numberAvailable.json,
                CellText.labels(pods.nodeSelector), CellText.age(set.metadata, now), CellText.containers(pods),
                CellText.images(pods), CellText.selector(set.spec.selector),
            ]
        })

    static let statefulSets = TableColumns(
        columns: [name, column("Ready", "Ready Pods, of how many are wanted."), age] + podColumns.prefix(2),
        cells: { object, now in
            let set = StatefulSet(json: object)
            let pods = set.spec.template.spec
            return [
                .string(set.name), .string("\(set.status.readyReplicas)/\(set.spec.replicas ?? 1)"),
                CellText.age(set.metadata, now), CellText.containers(pods), CellText.images(pods),
            ]
        })

    static let replicationControllers = TableColumns(
        columns: replicaColumns + podColumns,
        cells: { object, now in
            let controller = ReplicationController(json: object)
            let spec = controller.spec
            let pods = spec.template?.spec ?? PodSpec()
            return [
                .string(controller.name), (spec.replicas ?? 1).json, controller.status.replicas.json,
                controller.status.readyReplicas.json, CellText.age(controller.metadata, now), CellText.containers(pods),
                CellText.images(pods), CellText.labels(spec.selector),
            ]
        })

    static let controllerRevisions = TableColumns(
        columns: [
            name, column("Controller", "The object that the revision belongs to."),
            column("Revision", "The revision's number."), age,
        ],
        cells: { object, now in
            let revision = ControllerRevision(json: object)
            let owner = revision.metadata.ownerReferences.first { $0.controller == true }
            return [
                .string(revision.name), CellText.orNone(owner.map(controllerName) ?? ""), revision.revision.json,
                CellText.age(revision.metadata, now),
            ]
        })

    /// `statefulset.apps/db`
    private static func controllerName(_ owner: OwnerReference) -> String {
        let version = owner.apiVersion.split(separator: "/", maxSplits: 1)
        let group = version.count == 2 ? ".\(version[0])" : ""
        return "\(owner.kind.lowercased())\(group)/\(owner.name)"
    }
}

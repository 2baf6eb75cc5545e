import JSON
import KubeAPI
import Schema

extension Columns {
    private static let unset = "<unset>"
    private static let accessModes = column("Access Modes", "How it can be mounted.")
    private static let capacity = column("Capacity", "How large it is.")
    private static let classes = [
        column("StorageClass", "The storage class."),
        column("VolumeAttributesClass", "The class of settings that can change later."),
    ]
    private static let volumeMode = wide("VolumeMode", "Whether it is a file system or a raw device.")

    static let persistentVolumes = TableColumns(
        columns: [
            name, capacity, accessModes, column("Reclaim Policy", "What becomes of it when its claim is deleted."),
            column("Status", "Whether it is free, taken or broken."), column("Claim", "The claim that has it."),
        ] + classes + [column("Reason", "Why it failed."), age, volumeMode],
        cells: { object, now in
            let volume = PersistentVolume(json: object)
            let spec = volume.spec
            let claim = spec.claimRef.map { "\($0.namespace)/\($0.name)" } ?? ""
            return [
                .string(volume.name), .string(spec.capacity["storage"]?.text ?? "0"),
                .string(shortModes(spec.accessModes)), .string(spec.persistentVolumeReclaimPolicy),
                .string(volume.isBeingDeleted ? "Terminating" : volume.status.phase), .string(claim),
                .string(className(volume.metadata, spec.storageClassName)), orUnset(spec.volumeAttributesClassName),
                .string(volume.status.reason), CellText.age(volume.metadata, now), orUnset(spec.volumeMode),
            ]
        })

    static let persistentVolumeClaims = TableColumns(
        columns: [
            name, column("Status", "Whether the claim has a volume."), column("Volume", "The volume it has."), capacity,
            accessModes,
        ] + classes + [age, volumeMode],
        cells: { object, now in
            let claim = PersistentVolumeClaim(json: object)
            let spec = claim.spec
            let status = claim.status
            let isBound = !spec.volumeName.isEmpty
            return [
                .string(claim.name), .string(claim.isBeingDeleted ? "Terminating" : status.phase),
                .string(spec.volumeName), .string(isBound ? status.capacity["storage"]?.text ?? "0" : ""),
                .string(isBound ? shortModes(status.accessModes) : ""),
                .string(className(claim.metadata, spec.storageClassName)), orUnset(spec.volumeAttributesClassName),
                CellText.age(claim.metadata, now), orUnset(spec.volumeMode),
            ]
        })

    private static func orUnset(_ text: String) -> JSONValue { .string(text.isEmpty ? unset : text) }

    private static func className(_ metadata: ObjectMeta, _ name: String) -> String {
        metadata.annotations["volume.beta.kubernetes.io/storage-class"] ?? name
    }

    /// `RWO,ROX`: each mode once, in a fixed order.
    private static func shortModes(_ modes: [String]) -> String {
        let short = [
            ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
        ]
        return short.filter { modes.contains($0.0) }.map(\.1).joined(separator: ",")
    }

    static let storageClasses = TableColumns(
        columns: [
            name, column("Provisioner", "Who makes the volumes."),
            column("ReclaimPolicy", "What becomes of volumes when their claims are deleted."),
            column("VolumeBindingMode", "When a claim gets a volume."),
            column("AllowVolumeExpansion", "Whether volumes can grow."), age,
        ],
        cells: { object, now in
            let storage = StorageClass(json: object)
            let isDefault = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
                .contains { storage.annotations[$0] == "true" }
            return [
                .string(isDefault ? "\(storage.name) (default)" : storage.name), .string(storage.provisioner),
                .string(storage.reclaimPolicy), .string(storage.volumeBindingMode),
                .bool(storage.allowVolumeExpansion ?? false), CellText.age(storage.metadata, now),
            ]
        })

    static let volumeAttributesClasses = TableColumns(
        columns: [name, column("DriverName", "The CSI driver."), age],
        cells: { object, now in
            let settings = VolumeAttributesClass(json: object)
            return [.string(settings.name), .string(settings.driverName), CellText.age(settings.metadata, now)]
        })

    static let volumeAttachments = TableColumns(
        columns: [
            name,
            TableColumns.Column(name: "Attacher", type: "string", format: "name", description: "Who attaches the volume."),
            column("PV", "The volume."), column("Node", "The node."),
            column("Attached", "Whether the volume is attached.", type: "boolean"), age,
        ],
        cells: { object, now in
            let attachment = VolumeAttachment(json: object)
            let spec = attachment.spec
            return [
                .string(attachment.name), .string(spec.attacher), .string(spec.source.persistentVolumeName),
                .string(spec.nodeName), .bool(attachment.status.attached), CellText.age(attachment.metadata, now),
            ]
        })

    static let csiNodes = TableColumns(
        columns: [name, column("Drivers", "How many CSI drivers the node has.", type: "integer"), age],
        cells: { object, now in
            let node = CSINode(json: object)
            return [.string(node.name), .int(Int64(node.spec.drivers.count)), CellText.age(node.metadata, now)]
        })

    static let csiDrivers = TableColumns(
        columns: [
            name, column("AttachRequired", "Whether volumes must be attached before they are mounted.", type: "boolean"),
            column("PodInfoOnMount", "Whether the driver is told which Pod a volume is for.", type: "boolean"),
            column("StorageCapacity", "Whether the scheduler looks at the driver's capacity.", type: "boolean"),
            column("TokenRequests", "Who the tokens are for that the driver gets."),
            column("RequiresRepublish", "Whether mounts are refreshed again and again.", type: "boolean"),
            column("Modes", "Which kinds of volumes the driver serves."), age,
        ],
        cells: { object, now in
            let driver = CSIDriver(json: object)
            let spec = driver.spec
            let audiences = spec.tokenRequests.map(\.audience).joined(separator: ",")
            return [
                .string(driver.name), .bool(spec.attachRequired ?? true), .bool(spec.podInfoOnMount ?? false),
                .bool(spec.storageCapacity ?? false), orUnset(audiences), .bool(spec.requiresRepublish ?? false),
                CellText.orNone(spec.volumeLifecycleModes.joined(separator: ",")), CellText.age(driver.metadata, now),
            ]
        })
}

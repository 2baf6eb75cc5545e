import JSON
package import Schema

package struct PersistentVolumeShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolume", "A piece of storage in the cluster that a claim can take.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "persistentvolumes", singular: "persistentvolume", kind: "PersistentVolume",
        isNamespaced: false, shortNames: ["pv"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<PersistentVolumeSpec>(2, "Where the storage is and what it is like.", default: [:])
    package let status = Value<PersistentVolumeStatus>(3, "Whether the volume is free, taken or broken.", default: [:])
}
package typealias PersistentVolume = Object<PersistentVolumeShape>

package struct PersistentVolumeSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PersistentVolumeSpec", "Where storage is and what it is like.")

    package let capacity = Value<[String: Quantity]>(1, "How large it is, as `storage: 10Gi`.")
    package let gcePersistentDisk = Field<GCEPersistentDiskVolumeSource>(
        1, "A disk of Google Cloud; served by a CSI driver now.", inside: 2)
    package let awsElasticBlockStore = Field<AWSElasticBlockStoreVolumeSource>(
        2, "A disk of AWS; served by a CSI driver now.", inside: 2)
    package let hostPath = Field<HostPathVolumeSource>(3, "A directory of the node, for clusters of one node.", inside: 2)
    package let glusterfs = Field<GlusterfsPersistentVolumeSource>(4, "A Gluster volume; no longer supported.", inside: 2)
    package let nfs = Field<NFSVolumeSource>(5, "A directory of an NFS server.", inside: 2)
    package let rbd = Field<RBDPersistentVolumeSource>(6, "A Rados block device; no longer supported.", inside: 2)
    package let iscsi = Field<ISCSIPersistentVolumeSource>(7, "An iSCSI disk.", inside: 2)
    package let cinder = Field<CinderPersistentVolumeSource>(8, "A disk of OpenStack; served by a CSI driver now.", inside: 2)
    package let cephfs = Field<CephFSPersistentVolumeSource>(9, "A CephFS directory; no longer supported.", inside: 2)
    package let fc = Field<FCVolumeSource>(10, "A Fibre Channel disk.", inside: 2)
    package let flocker = Field<FlockerVolumeSource>(11, "A Flocker data set; no longer supported.", inside: 2)
    package let flexVolume = Field<FlexPersistentVolumeSource>(12, "Storage by an exec driver; use CSI instead.", inside: 2)
    package let azureFile = Field<AzureFilePersistentVolumeSource>(
        13, "A file share of Azure; served by a CSI driver now.", inside: 2)
    package let vsphereVolume = Field<VsphereVirtualDiskVolumeSource>(
        14, "A disk of vSphere; served by a CSI driver now.", inside: 2)
    package let quobyte = Field<QuobyteVolumeSource>(15, "A Quobyte volume; no longer supported.", inside: 2)
    package let azureDisk = Field<AzureDiskVolumeSource>(16, "A disk of Azure; served by a CSI driver now.", inside: 2)
    package let photonPersistentDisk = Field<PhotonPersistentDiskVolumeSource>(
        17, "A disk of Photon; no longer supported.", inside: 2)
    package let portworxVolume = Field<PortworxVolumeSource>(18, "A Portworx volume; served by a CSI driver now.", inside: 2)
    package let scaleIO = Field<ScaleIOPersistentVolumeSource>(19, "A ScaleIO volume; no longer supported.", inside: 2)
    package let local = Field<LocalVolumeSource>(20, "A disk or directory of one node; needs `nodeAffinity`.", inside: 2)
    package let storageos = Field<StorageOSPersistentVolumeSource>(21, "A StorageOS volume; no longer supported.", inside: 2)
    package let csi = Field<CSIPersistentVolumeSource>(22, "Storage of a CSI driver.", inside: 2)
    package let accessModes = Value<[String]>(
        3, "How it can be mounted: `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` or `ReadWriteOncePod`.", list: .atomic)
    package let claimRef = Field<ObjectReference>(4, "The claim that has the volume, or shall have it.")
    package let persistentVolumeReclaimPolicy = Value<String>(
        5, "What becomes of the volume when its claim is deleted: `Retain` or `Delete`.", default: "Retain",
        oneOf: ["Delete", "Recycle", "Retain"])
    package let storageClassName = Value<String>(6, "The class the volume belongs to; none when it is empty.")
    package let mountOptions = Value<[String]>(7, "Options for mounting it, such as `ro`.", list: .atomic)
    package let volumeMode = Value<String>(
        8, "`Filesystem`, or `Block` for a raw device.", optional: true, default: "Filesystem", oneOf: ["Block", "Filesystem"])
    package let nodeAffinity = Field<VolumeNodeAffinity>(9, "The nodes that can reach it.")
    package let volumeAttributesClassName = Value<String>(10, "The class of settings that can change later.", optional: true)
}
package typealias PersistentVolumeSpec = Object<PersistentVolumeSpecShape>

package struct PersistentVolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeStatus", "Whether a volume is free, taken or broken.")

    package let phase = Value<String>(1, "`Pending`, `Available`, `Bound`, `Released` or `Failed`.", default: "Pending")
    package let message = Value<String>(2, "An explanation for people.")
    package let reason = Value<String>(3, "A single CamelCase word for programs that says why it failed.")
    package let lastPhaseTransitionTime = Field<Timestamp>(4, "When `phase` last changed its value.")
}
package typealias PersistentVolumeStatus = Object<PersistentVolumeStatusShape>

package struct VolumeNodeAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeNodeAffinity", "The nodes that can reach a volume.")

    package let required = Field<NodeSelector>(1, "What a node must be like.")
}
package typealias VolumeNodeAffinity = Object<VolumeNodeAffinityShape>

package struct LocalVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LocalVolumeSource", "A disk or directory of one node.")

    package let path = Value<String>(1, "The path on the node of a directory or block device.", required: true)
    package let fsType = Value<String>(2, "The file system to create on a block device, such as ext4 or xfs.", optional: true)
}
package typealias LocalVolumeSource = Object<LocalVolumeSourceShape>

package struct CSIPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CSIPersistentVolumeSource", "Storage of a CSI driver.")

    package let driver = Value<String>(1, "The driver's name.", required: true)
    package let volumeHandle = Value<String>(2, "The driver's own identifier of the volume.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let fsType = Value<String>(4, "The file system to mount or create, such as ext4 or xfs.")
    package let volumeAttributes = Value<[String: String]>(5, "Settings to hand to the driver.")
    package let controllerPublishSecretRef = Field<SecretReference>(
        6, "A Secret to hand to the driver when the volume is attached to a node.")
    package let nodeStageSecretRef = Field<SecretReference>(
        7, "A Secret to hand to the driver when the volume is made ready on a node.")
    package let nodePublishSecretRef = Field<SecretReference>(
        8, "A Secret to hand to the driver when the volume is mounted for a Pod.")
    package let controllerExpandSecretRef = Field<SecretReference>(9, "A Secret to hand to the driver when the volume grows.")
    package let nodeExpandSecretRef = Field<SecretReference>(
        10, "A Secret to hand to the driver when the volume grows on a node.")
}
package typealias CSIPersistentVolumeSource = Object<CSIPersistentVolumeSourceShape>

package struct SecretReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.SecretReference", "Names a Secret in any namespace.", isAtomic: true)

    package let name = Value<String>(1, "The Secret's name.")
    package let namespace = Value<String>(2, "The Secret's namespace.")
}
package typealias SecretReference = Object<SecretReferenceShape>

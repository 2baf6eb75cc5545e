import JSON
package import Schema

package struct VolumeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Volume", "Storage of a Pod: a name, and where it comes from (one source).",
        rules: [
            .atMostOne([
                "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi",
                "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc",
                "azureFile", "configMap", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "portworxVolume",
                "scaleIO", "projected", "storageos", "csi", "ephemeral", "image",
            ])
        ])

    package let name = Value<String>(1, "The name containers mount the volume by.", required: true)
    package let hostPath = Field<HostPathVolumeSource>(
        1, "A file or directory of the node. Dangerous: it gives the Pod a part of the node.", inside: 2)
    package let emptyDir = Field<EmptyDirVolumeSource>(2, "An empty directory that lives as long as the Pod does.", inside: 2)
    package let gcePersistentDisk = Field<GCEPersistentDiskVolumeSource>(
        3, "A disk of Google Cloud; served by a CSI driver now.", inside: 2)
    package let awsElasticBlockStore = Field<AWSElasticBlockStoreVolumeSource>(
        4, "A disk of AWS; served by a CSI driver now.", inside: 2)
    package let gitRepo = Field<GitRepoVolumeSource>(5, "A checkout of a Git repository; no longer supported.", inside: 2)
    package let secret = Field<SecretVolumeSource>(6, "The entries of a Secret as files.", inside: 2)
    package let nfs = Field<NFSVolumeSource>(7, "A directory of an NFS server.", inside: 2)
    package let iscsi = Field<ISCSIVolumeSource>(8, "An iSCSI disk.", inside: 2)
    package let glusterfs = Field<GlusterfsVolumeSource>(9, "A Gluster volume; no longer supported.", inside: 2)
    package let persistentVolumeClaim = Field<PersistentVolumeClaimVolumeSource>(
        10, "A claim on storage that outlives the Pod.", inside: 2)
    package let rbd = Field<RBDVolumeSource>(11, "A Rados block device; no longer supported.", inside: 2)
    package let flexVolume = Field<FlexVolumeSource>(12, "Storage by an exec driver; use CSI instead.", inside: 2)
    package let cinder = Field<CinderVolumeSource>(13, "A disk of OpenStack; served by a CSI driver now.", inside: 2)
    package let cephfs = Field<CephFSVolumeSource>(14, "A CephFS directory; no longer supported.", inside: 2)
    package let flocker = Field<FlockerVolumeSource>(15, "A Flocker data set; no longer supported.", inside: 2)
    package let downwardAPI = Field<DownwardAPIVolumeSource>(16, "Facts about the Pod as files.", inside: 2)
    package let fc = Field<FCVolumeSource>(17, "A Fibre Channel disk.", inside: 2)
    package let azureFile = Field<AzureFileVolumeSource>(18, "A file share of Azure; served by a CSI driver now.", inside: 2)
    package let configMap = Field<ConfigMapVolumeSource>(19, "The entries of a ConfigMap as files.", inside: 2)
    package let vsphereVolume = Field<VsphereVirtualDiskVolumeSource>(
        20, "A disk of vSphere; served by a CSI driver now.", inside: 2)
    package let quobyte = Field<QuobyteVolumeSource>(21, "A Quobyte volume; no longer supported.", inside: 2)
    package let azureDisk = Field<AzureDiskVolumeSource>(22, "A disk of Azure; served by a CSI driver now.", inside: 2)
    package let photonPersistentDisk = Field<PhotonPersistentDiskVolumeSource>(
        23, "A disk of Photon; no longer supported.", inside: 2)
    package let portworxVolume = Field<PortworxVolumeSource>(24, "A Portworx volume; served by a CSI driver now.", inside: 2)
    package let scaleIO = Field<ScaleIOVolumeSource>(25, "A ScaleIO volume; no longer supported.", inside: 2)
    package let projected = Field<ProjectedVolumeSource>(26, "Several sources in one directory.", inside: 2)
    package let storageos = Field<StorageOSVolumeSource>(27, "A StorageOS volume; no longer supported.", inside: 2)
    package let csi = Field<CSIVolumeSource>(28, "Storage that a CSI driver makes for this Pod alone.", inside: 2)
    package let ephemeral = Field<EphemeralVolumeSource>(
        29, "A persistent volume claim that is made for the Pod and goes with it.", inside: 2)
    package let image = Field<ImageVolumeSource>(30, "The files of an image, read-only.", inside: 2)
}
package typealias Volume = Object<VolumeShape>

package struct EmptyDirVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EmptyDirVolumeSource", "An empty directory.")

    package let medium = Value<String>(
        1, "Where it is kept: empty for the node's disk, `Memory` for a tmpfs, `HugePages` for huge pages.")
    package let sizeLimit = Field<Quantity>(2, "How large it may grow; the Pod is evicted past it.")
}
package typealias EmptyDirVolumeSource = Object<EmptyDirVolumeSourceShape>

package struct HostPathVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostPathVolumeSource", "A file or directory of the node.")

    package let path = Value<String>(1, "The path on the node.", required: true)
    package let type = Value<String>(
        2,
        "What must be there: empty for no check, `Directory`, `DirectoryOrCreate`, `File`, `FileOrCreate`, "
            + "`Socket`, `CharDevice` or `BlockDevice`.", optional: true, default: "",
        oneOf: ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
}
package typealias HostPathVolumeSource = Object<HostPathVolumeSourceShape>

package struct ConfigMapVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapVolumeSource", "The entries of a ConfigMap as files.")

    package let name = Value<String>(1, "The ConfigMap's name.", inside: 1)
    package let items = Value<[KeyToPath]>(
        2, "The entries to take and their paths; all of them when none is given.", list: .atomic)
    package let defaultMode = Field<Int32>(3, "The permission bits of the files.", default: 420)
    package let optional = Field<Bool>(4, "Whether the Pod may start without the ConfigMap or the entries.")
}
package typealias ConfigMapVolumeSource = Object<ConfigMapVolumeSourceShape>

package struct SecretVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretVolumeSource", "The entries of a Secret as files.")

    package let secretName = Value<String>(1, "The Secret's name.")
    package let items = Value<[KeyToPath]>(
        2, "The entries to take and their paths; all of them when none is given.", list: .atomic)
    package let defaultMode = Field<Int32>(3, "The permission bits of the files.", default: 420)
    package let optional = Field<Bool>(4, "Whether the Pod may start without the Secret or the entries.")
}
package typealias SecretVolumeSource = Object<SecretVolumeSourceShape>

package struct KeyToPathShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.KeyToPath", "An entry, and the file it becomes.")

    package let key = Value<String>(1, "The entry's key.", required: true)
    package let path = Value<String>(2, "The file's path below the mount; relative, and without `..`.", required: true)
    package let mode = Field<Int32>(3, "The permission bits of this file.")
}
package typealias KeyToPath = Object<KeyToPathShape>

package struct DownwardAPIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.DownwardAPIVolumeSource", "Facts about the Pod as files.")

    package let items = Value<[DownwardAPIVolumeFile]>(1, "The files.", list: .atomic)
    package let defaultMode = Field<Int32>(2, "The permission bits of the files.", default: 420)
}
package typealias DownwardAPIVolumeSource = Object<DownwardAPIVolumeSourceShape>

package struct DownwardAPIVolumeFileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.DownwardAPIVolumeFile", "A file with a fact about the Pod.",
        rules: [.atMostOne(["fieldRef", "resourceFieldRef"])])

    package let path = Value<String>(1, "The file's path below the mount; relative, and without `..`.", required: true)
    package let fieldRef = Field<ObjectFieldSelector>(2, "The field of the Pod it holds.")
    package let resourceFieldRef = Field<ResourceFieldSelector>(3, "The limit or request of a container it holds.")
    package let mode = Field<Int32>(4, "The permission bits of this file.")
}
package typealias DownwardAPIVolumeFile = Object<DownwardAPIVolumeFileShape>

package struct ImageVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ImageVolumeSource", "An image whose files are mounted.")

    package let reference = Value<String>(1, "The image.")
    package let pullPolicy = Value<String>(
        2, "When the image is pulled: `Always`, `IfNotPresent` or `Never`.", oneOf: ["Always", "IfNotPresent", "Never"])
}
package typealias ImageVolumeSource = Object<ImageVolumeSourceShape>

package struct NFSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NFSVolumeSource", "A directory of an NFS server.")

    package let server = Value<String>(1, "The server's name or address.", required: true)
    package let path = Value<String>(2, "The exported path.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
}
package typealias NFSVolumeSource = Object<NFSVolumeSourceShape>

package struct CSIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.CSIVolumeSource", "Storage that a CSI driver makes for one Pod.")

    package let driver = Value<String>(1, "The driver's name.", required: true)
    package let readOnly = Field<Bool>(2, "Mounts the volume so that nothing can be written to it.")
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.", optional: true)
    package let volumeAttributes = Value<[String: String]>(4, "Settings to hand to the driver.")
    package let nodePublishSecretRef = Field<LocalObjectReference>(5, "A Secret to hand to the driver.")
}
package typealias CSIVolumeSource = Object<CSIVolumeSourceShape>

package struct EphemeralVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EphemeralVolumeSource", "A claim that is made for one Pod.")

    package let volumeClaimTemplate = Field<PersistentVolumeClaimTemplate>(
        1, "The claim to make; it is named after the Pod and the volume.")
}
package typealias EphemeralVolumeSource = Object<EphemeralVolumeSourceShape>

package struct PersistentVolumeClaimVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource", "A claim on storage.")

    package let claimName = Value<String>(1, "The claim's name in the Pod's namespace.", required: true)
    package let readOnly = Value<Bool>(2, "Mounts the volume so that nothing can be written to it.")
}
package typealias PersistentVolumeClaimVolumeSource = Object<PersistentVolumeClaimVolumeSourceShape>

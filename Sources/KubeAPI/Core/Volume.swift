import JSON
package import Schema

package struct VolumeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Volume", "A volume.",
        rules: [
            .atMostOne([
                "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs",
                "iscsi", "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker",
                "downwardAPI", "fc", "azureFile", "configMap", "vsphereVolume", "quobyte", "azureDisk",
                "photonPersistentDisk", "portworxVolume", "scaleIO", "projected", "storageos", "csi", "ephemeral",
                "image",
            ])
        ])

    package let name = Value<String>(1, "The name.", required: true)
    package let hostPath = Field<HostPathVolumeSource>(1, "The host path.", inside: 2)
    package let emptyDir = Field<EmptyDirVolumeSource>(2, "The empty dir.", inside: 2)
    package let gcePersistentDisk = Field<GCEPersistentDiskVolumeSource>(3, "The gce persistent disk.", inside: 2)
    package let awsElasticBlockStore = Field<AWSElasticBlockStoreVolumeSource>(
        4, "The aws elastic block store.", inside: 2)
    package let gitRepo = Field<GitRepoVolumeSource>(5, "The git repo.", inside: 2)
    package let secret = Field<SecretVolumeSource>(6, "The secret.", inside: 2)
    package let nfs = Field<NFSVolumeSource>(7, "The nfs.", inside: 2)
    package let iscsi = Field<ISCSIVolumeSource>(8, "The iscsi.", inside: 2)
    package let glusterfs = Field<GlusterfsVolumeSource>(9, "The glusterfs.", inside: 2)
    package let persistentVolumeClaim = Field<PersistentVolumeClaimVolumeSource>(
        10, "The persistent volume claim.", inside: 2)
    package let rbd = Field<RBDVolumeSource>(11, "The rbd.", inside: 2)
    package let flexVolume = Field<FlexVolumeSource>(12, "The flex volume.", inside: 2)
    package let cinder = Field<CinderVolumeSource>(13, "The cinder.", inside: 2)
    package let cephfs = Field<CephFSVolumeSource>(14, "The cephfs.", inside: 2)
    package let flocker = Field<FlockerVolumeSource>(15, "The flocker.", inside: 2)
    package let downwardAPI = Field<DownwardAPIVolumeSource>(16, "The downward API.", inside: 2)
    package let fc = Field<FCVolumeSource>(17, "The fc.", inside: 2)
    package let azureFile = Field<AzureFileVolumeSource>(18, "The azure file.", inside: 2)
    package let configMap = Field<ConfigMapVolumeSource>(19, "The config map.", inside: 2)
    package let vsphereVolume = Field<VsphereVirtualDiskVolumeSource>(20, "The vsphere volume.", inside: 2)
    package let quobyte = Field<QuobyteVolumeSource>(21, "The quobyte.", inside: 2)
    package let azureDisk = Field<AzureDiskVolumeSource>(22, "The azure disk.", inside: 2)
    package let photonPersistentDisk = Field<PhotonPersistentDiskVolumeSource>(
        23, "The photon persistent disk.", inside: 2)
    package let portworxVolume = Field<PortworxVolumeSource>(24, "The portworx volume.", inside: 2)
    package let scaleIO = Field<ScaleIOVolumeSource>(25, "The scale IO.", inside: 2)
    package let projected = Field<ProjectedVolumeSource>(26, "The projected.", inside: 2)
    package let storageos = Field<StorageOSVolumeSource>(27, "The storageos.", inside: 2)
    package let csi = Field<CSIVolumeSource>(28, "The csi.", inside: 2)
    package let ephemeral = Field<EphemeralVolumeSource>(29, "The ephemeral.", inside: 2)
    package let image = Field<ImageVolumeSource>(30, "The image.", inside: 2)
}
package typealias Volume = Object<VolumeShape>

package struct EmptyDirVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EmptyDirVolumeSource", "A empty dir volume source.")

    package let medium = Value<String>(1, "The medium.")
    package let sizeLimit = Field<Quantity>(2, "The size limit.")
}
package typealias EmptyDirVolumeSource = Object<EmptyDirVolumeSourceShape>

package struct HostPathVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostPathVolumeSource", "A host path volume source.")

    package let path = Value<String>(1, "The path.", required: true)
    package let type = Value<String>(
        2, "The type.", optional: true, default: "",
        oneOf: ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
}
package typealias HostPathVolumeSource = Object<HostPathVolumeSourceShape>

package struct ConfigMapVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ConfigMapVolumeSource", "A config map volume source.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let items = Value<[KeyToPath]>(2, "The items.", list: .atomic)
    package let defaultMode = Field<Int32>(3, "The default mode.", default: 420)
    package let optional = Field<Bool>(4, "The optional.")
}
package typealias ConfigMapVolumeSource = Object<ConfigMapVolumeSourceShape>

package struct SecretVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretVolumeSource", "A secret volume source.")

    package let secretName = Value<String>(1, "The secret name.")
    package let items = Value<[KeyToPath]>(2, "The items.", list: .atomic)
    package let defaultMode = Field<Int32>(3, "The default mode.", default: 420)
    package let optional = Field<Bool>(4, "The optional.")
}
package typealias SecretVolumeSource = Object<SecretVolumeSourceShape>

package struct KeyToPathShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.KeyToPath", "A key to path.")

    package let key = Value<String>(1, "The key.", required: true)
    package let path = Value<String>(2, "The path.", required: true)
    package let mode = Field<Int32>(3, "The mode.")
}
package typealias KeyToPath = Object<KeyToPathShape>

package struct DownwardAPIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.DownwardAPIVolumeSource", "A downward API volume source.")

    package let items = Value<[DownwardAPIVolumeFile]>(1, "The items.", list: .atomic)
    package let defaultMode = Field<Int32>(2, "The default mode.", default: 420)
}
package typealias DownwardAPIVolumeSource = Object<DownwardAPIVolumeSourceShape>

package struct DownwardAPIVolumeFileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.DownwardAPIVolumeFile", "A downward API volume file.",
        rules: [.atMostOne(["fieldRef", "resourceFieldRef"])])

    package let path = Value<String>(1, "The path.", required: true)
    package let fieldRef = Field<ObjectFieldSelector>(2, "The field ref.")
    package let resourceFieldRef = Field<ResourceFieldSelector>(3, "The resource field ref.")
    package let mode = Field<Int32>(4, "The mode.")
}
package typealias DownwardAPIVolumeFile = Object<DownwardAPIVolumeFileShape>

package struct ImageVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ImageVolumeSource", "A image volume source.")

    package let reference = Value<String>(1, "The reference.")
    package let pullPolicy = Value<String>(2, "The pull policy.", oneOf: ["Always", "IfNotPresent", "Never"])
}
package typealias ImageVolumeSource = Object<ImageVolumeSourceShape>

package struct NFSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NFSVolumeSource", "A NFS volume source.")

    package let server = Value<String>(1, "The server.", required: true)
    package let path = Value<String>(2, "The path.", required: true)
    package let readOnly = Value<Bool>(3, "The read only.")
}
package typealias NFSVolumeSource = Object<NFSVolumeSourceShape>

package struct CSIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CSIVolumeSource", "A CSI volume source.")

    package let driver = Value<String>(1, "The driver.", required: true)
    package let readOnly = Field<Bool>(2, "The read only.")
    package let fsType = Value<String>(3, "The fs type.", optional: true)
    package let volumeAttributes = Value<[String: String]>(4, "The volume attributes.")
    package let nodePublishSecretRef = Field<LocalObjectReference>(5, "The node publish secret ref.")
}
package typealias CSIVolumeSource = Object<CSIVolumeSourceShape>

package struct EphemeralVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EphemeralVolumeSource", "A ephemeral volume source.")

    package let volumeClaimTemplate = Field<PersistentVolumeClaimTemplate>(1, "The volume claim template.")
}
package typealias EphemeralVolumeSource = Object<EphemeralVolumeSourceShape>

package struct PersistentVolumeClaimVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource", "A persistent volume claim volume source.")

    package let claimName = Value<String>(1, "The claim name.", required: true)
    package let readOnly = Value<Bool>(2, "The read only.")
}
package typealias PersistentVolumeClaimVolumeSource = Object<PersistentVolumeClaimVolumeSourceShape>

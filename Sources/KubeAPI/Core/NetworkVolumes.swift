import JSON
package import Schema

package struct CephFSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CephFSVolumeSource", "A ceph FS volume source.")

    package let monitors = Value<[String]>(1, "The monitors.", required: true, list: .atomic)
    package let path = Value<String>(2, "The path.")
    package let user = Value<String>(3, "The user.")
    package let secretFile = Value<String>(4, "The secret file.")
    package let secretRef = Field<LocalObjectReference>(5, "The secret ref.")
    package let readOnly = Value<Bool>(6, "The read only.")
}
package typealias CephFSVolumeSource = Object<CephFSVolumeSourceShape>

package struct FCVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FCVolumeSource", "A FC volume source.")

    package let targetWWNs = Value<[String]>(1, "The target WW ns.", list: .atomic)
    package let lun = Field<Int32>(2, "The lun.")
    package let fsType = Value<String>(3, "The fs type.")
    package let readOnly = Value<Bool>(4, "The read only.")
    package let wwids = Value<[String]>(5, "The wwids.", list: .atomic)
}
package typealias FCVolumeSource = Object<FCVolumeSourceShape>

package struct FlexVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FlexVolumeSource", "A flex volume source.")

    package let driver = Value<String>(1, "The driver.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let secretRef = Field<LocalObjectReference>(3, "The secret ref.")
    package let readOnly = Value<Bool>(4, "The read only.")
    package let options = Value<[String: String]>(5, "The options.")
}
package typealias FlexVolumeSource = Object<FlexVolumeSourceShape>

package struct FlockerVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FlockerVolumeSource", "A flocker volume source.")

    package let datasetName = Value<String>(1, "The dataset name.")
    package let datasetUUID = Value<String>(2, "The dataset UUID.")
}
package typealias FlockerVolumeSource = Object<FlockerVolumeSourceShape>

package struct GitRepoVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GitRepoVolumeSource", "A git repo volume source.")

    package let repository = Value<String>(1, "The repository.", required: true)
    package let revision = Value<String>(2, "The revision.")
    package let directory = Value<String>(3, "The directory.")
}
package typealias GitRepoVolumeSource = Object<GitRepoVolumeSourceShape>

package struct GlusterfsVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GlusterfsVolumeSource", "A glusterfs volume source.")

    package let endpoints = Value<String>(1, "The endpoints.", required: true)
    package let path = Value<String>(2, "The path.", required: true)
    package let readOnly = Value<Bool>(3, "The read only.")
}
package typealias GlusterfsVolumeSource = Object<GlusterfsVolumeSourceShape>

package struct ISCSIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ISCSIVolumeSource", "A ISCSI volume source.")

    package let targetPortal = Value<String>(1, "The target portal.", required: true)
    package let iqn = Value<String>(2, "The iqn.", required: true)
    package let lun = Value<Int32>(3, "The lun.", required: true)
    package let iscsiInterface = Value<String>(4, "The iscsi interface.", default: "default")
    package let fsType = Value<String>(5, "The fs type.")
    package let readOnly = Value<Bool>(6, "The read only.")
    package let portals = Value<[String]>(7, "The portals.", list: .atomic)
    package let chapAuthDiscovery = Value<Bool>(8, "The chap auth discovery.")
    package let secretRef = Field<LocalObjectReference>(10, "The secret ref.")
    package let chapAuthSession = Value<Bool>(11, "The chap auth session.")
    package let initiatorName = Value<String>(12, "The initiator name.", optional: true)
}
package typealias ISCSIVolumeSource = Object<ISCSIVolumeSourceShape>

package struct QuobyteVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.QuobyteVolumeSource", "A quobyte volume source.")

    package let registry = Value<String>(1, "The registry.", required: true)
    package let volume = Value<String>(2, "The volume.", required: true)
    package let readOnly = Value<Bool>(3, "The read only.")
    package let user = Value<String>(4, "The user.")
    package let group = Value<String>(5, "The group.")
    package let tenant = Value<String>(6, "The tenant.")
}
package typealias QuobyteVolumeSource = Object<QuobyteVolumeSourceShape>

package struct RBDVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.RBDVolumeSource", "A RBD volume source.")

    package let monitors = Value<[String]>(1, "The monitors.", required: true, list: .atomic)
    package let image = Value<String>(2, "The image.", required: true)
    package let fsType = Value<String>(3, "The fs type.")
    package let pool = Value<String>(4, "The pool.", default: "rbd")
    package let user = Value<String>(5, "The user.", default: "admin")
    package let keyring = Value<String>(6, "The keyring.", default: "/etc/ceph/keyring")
    package let secretRef = Field<LocalObjectReference>(7, "The secret ref.")
    package let readOnly = Value<Bool>(8, "The read only.")
}
package typealias RBDVolumeSource = Object<RBDVolumeSourceShape>

package struct ScaleIOVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ScaleIOVolumeSource", "A scale IO volume source.")

    package let gateway = Value<String>(1, "The gateway.", required: true)
    package let system = Value<String>(2, "The system.", required: true)
    package let secretRef = Value<LocalObjectReference>(3, "The secret ref.", required: true)
    package let sslEnabled = Value<Bool>(4, "The ssl enabled.")
    package let protectionDomain = Value<String>(5, "The protection domain.")
    package let storagePool = Value<String>(6, "The storage pool.")
    package let storageMode = Value<String>(7, "The storage mode.", default: "ThinProvisioned")
    package let volumeName = Value<String>(8, "The volume name.")
    package let fsType = Value<String>(9, "The fs type.", default: "xfs")
    package let readOnly = Value<Bool>(10, "The read only.")
}
package typealias ScaleIOVolumeSource = Object<ScaleIOVolumeSourceShape>

package struct StorageOSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.StorageOSVolumeSource", "A storage OS volume source.")

    package let volumeName = Value<String>(1, "The volume name.")
    package let volumeNamespace = Value<String>(2, "The volume namespace.")
    package let fsType = Value<String>(3, "The fs type.")
    package let readOnly = Value<Bool>(4, "The read only.")
    package let secretRef = Field<LocalObjectReference>(5, "The secret ref.")
}
package typealias StorageOSVolumeSource = Object<StorageOSVolumeSourceShape>

import JSON
package import Schema

package struct CephFSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CephFSVolumeSource", "A CephFS directory.")

    package let monitors = Value<[String]>(1, "The addresses of the monitors.", required: true, list: .atomic)
    package let path = Value<String>(2, "The directory to mount.")
    package let user = Value<String>(3, "The user to mount as.")
    package let secretFile = Value<String>(4, "The file on the node with the user's key.")
    package let secretRef = Field<LocalObjectReference>(5, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(6, "Mounts the volume so that nothing can be written to it.")
}
package typealias CephFSVolumeSource = Object<CephFSVolumeSourceShape>

package struct FCVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FCVolumeSource", "A Fibre Channel disk.")

    package let targetWWNs = Value<[String]>(1, "The world-wide names of the targets.", list: .atomic)
    package let lun = Field<Int32>(2, "The logical unit's number.")
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
    package let wwids = Value<[String]>(5, "The world-wide identifiers of the disk, instead of target and unit.", list: .atomic)
}
package typealias FCVolumeSource = Object<FCVolumeSourceShape>

package struct FlexVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FlexVolumeSource", "Storage by an exec driver.")

    package let driver = Value<String>(1, "The driver's name.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let secretRef = Field<LocalObjectReference>(3, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
    package let options = Value<[String: String]>(5, "Settings to hand to the driver.")
}
package typealias FlexVolumeSource = Object<FlexVolumeSourceShape>

package struct FlockerVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FlockerVolumeSource", "A Flocker data set.")

    package let datasetName = Value<String>(1, "The data set's name.")
    package let datasetUUID = Value<String>(2, "The data set's identifier.")
}
package typealias FlockerVolumeSource = Object<FlockerVolumeSourceShape>

package struct GitRepoVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GitRepoVolumeSource", "A checkout of a Git repository.")

    package let repository = Value<String>(1, "The repository's address.", required: true)
    package let revision = Value<String>(2, "The commit to check out.")
    package let directory = Value<String>(3, "The directory to check out into.")
}
package typealias GitRepoVolumeSource = Object<GitRepoVolumeSourceShape>

package struct GlusterfsVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GlusterfsVolumeSource", "A Gluster volume.")

    package let endpoints = Value<String>(1, "The Endpoints object with the servers' addresses.", required: true)
    package let path = Value<String>(2, "The volume's name.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
}
package typealias GlusterfsVolumeSource = Object<GlusterfsVolumeSourceShape>

package struct ISCSIVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ISCSIVolumeSource", "An iSCSI disk.")

    package let targetPortal = Value<String>(1, "The target's address, with the port unless it is 3260.", required: true)
    package let iqn = Value<String>(2, "The target's qualified name.", required: true)
    package let lun = Value<Int32>(3, "The logical unit's number.", required: true)
    package let iscsiInterface = Value<String>(4, "The interface to log in through.", default: "default")
    package let fsType = Value<String>(5, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(6, "Mounts the volume so that nothing can be written to it.")
    package let portals = Value<[String]>(7, "Further portals of the target.", list: .atomic)
    package let chapAuthDiscovery = Value<Bool>(8, "Authenticates with CHAP when looking for targets.")
    package let secretRef = Field<LocalObjectReference>(10, "The Secret with the credentials.")
    package let chapAuthSession = Value<Bool>(11, "Authenticates with CHAP for the session.")
    package let initiatorName = Value<String>(12, "The name to log in with.", optional: true)
}
package typealias ISCSIVolumeSource = Object<ISCSIVolumeSourceShape>

package struct QuobyteVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.QuobyteVolumeSource", "A Quobyte volume.")

    package let registry = Value<String>(1, "The addresses of the registries.", required: true)
    package let volume = Value<String>(2, "The volume's name.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let user = Value<String>(4, "The user to map access to.")
    package let group = Value<String>(5, "The group to map access to.")
    package let tenant = Value<String>(6, "The tenant that owns the volume.")
}
package typealias QuobyteVolumeSource = Object<QuobyteVolumeSourceShape>

package struct RBDVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.RBDVolumeSource", "A Rados block device.")

    package let monitors = Value<[String]>(1, "The addresses of the monitors.", required: true, list: .atomic)
    package let image = Value<String>(2, "The image's name.", required: true)
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.")
    package let pool = Value<String>(4, "The pool the image is in.", default: "rbd")
    package let user = Value<String>(5, "The user to map the image as.", default: "admin")
    package let keyring = Value<String>(6, "The file on the node with the user's key.", default: "/etc/ceph/keyring")
    package let secretRef = Field<LocalObjectReference>(7, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(8, "Mounts the volume so that nothing can be written to it.")
}
package typealias RBDVolumeSource = Object<RBDVolumeSourceShape>

package struct ScaleIOVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ScaleIOVolumeSource", "A ScaleIO volume.")

    package let gateway = Value<String>(1, "The gateway's address.", required: true)
    package let system = Value<String>(2, "The storage system's name.", required: true)
    package let secretRef = Value<LocalObjectReference>(3, "The Secret with the credentials.", required: true)
    package let sslEnabled = Value<Bool>(4, "Talks to the gateway over TLS.")
    package let protectionDomain = Value<String>(5, "The protection domain.")
    package let storagePool = Value<String>(6, "The storage pool.")
    package let storageMode = Value<String>(7, "`ThickProvisioned` or `ThinProvisioned`.", default: "ThinProvisioned")
    package let volumeName = Value<String>(8, "The volume's name.")
    package let fsType = Value<String>(9, "The file system to mount or create, such as ext4 or xfs.", default: "xfs")
    package let readOnly = Value<Bool>(10, "Mounts the volume so that nothing can be written to it.")
}
package typealias ScaleIOVolumeSource = Object<ScaleIOVolumeSourceShape>

package struct StorageOSVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.StorageOSVolumeSource", "A StorageOS volume.")

    package let volumeName = Value<String>(1, "The volume's name.")
    package let volumeNamespace = Value<String>(2, "The namespace the volume is in.")
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
    package let secretRef = Field<LocalObjectReference>(5, "The Secret with the credentials.")
}
package typealias StorageOSVolumeSource = Object<StorageOSVolumeSourceShape>

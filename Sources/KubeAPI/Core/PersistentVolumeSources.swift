import JSON
package import Schema

package struct AzureFilePersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AzureFilePersistentVolumeSource", "A file share of Azure.")

    package let secretName = Value<String>(1, "The Secret with the storage account's name and key.", required: true)
    package let shareName = Value<String>(2, "The share's name.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let secretNamespace = Value<String>(
        4, "The Secret's namespace; that of the claim when it is not given.", optional: true)
}
package typealias AzureFilePersistentVolumeSource = Object<AzureFilePersistentVolumeSourceShape>

package struct CephFSPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CephFSPersistentVolumeSource", "A CephFS directory.")

    package let monitors = Value<[String]>(1, "The addresses of the monitors.", required: true, list: .atomic)
    package let path = Value<String>(2, "The directory to mount.")
    package let user = Value<String>(3, "The user to mount as.")
    package let secretFile = Value<String>(4, "The file on the node with the user's key.")
    package let secretRef = Field<SecretReference>(5, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(6, "Mounts the volume so that nothing can be written to it.")
}
package typealias CephFSPersistentVolumeSource = Object<CephFSPersistentVolumeSourceShape>

package struct CinderPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CinderPersistentVolumeSource", "A disk of OpenStack.")

    package let volumeID = Value<String>(1, "The disk's identifier.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let secretRef = Field<SecretReference>(4, "The Secret with the credentials.")
}
package typealias CinderPersistentVolumeSource = Object<CinderPersistentVolumeSourceShape>

package struct FlexPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FlexPersistentVolumeSource", "Storage by an exec driver.")

    package let driver = Value<String>(1, "The driver's name.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let secretRef = Field<SecretReference>(3, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
    package let options = Value<[String: String]>(5, "Settings to hand to the driver.")
}
package typealias FlexPersistentVolumeSource = Object<FlexPersistentVolumeSourceShape>

package struct GlusterfsPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GlusterfsPersistentVolumeSource", "A Gluster volume.")

    package let endpoints = Value<String>(1, "The Endpoints with the addresses of the servers.", required: true)
    package let path = Value<String>(2, "The volume's name.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let endpointsNamespace = Value<String>(
        4, "The namespace of the Endpoints; that of the claim when it is not given.", optional: true)
}
package typealias GlusterfsPersistentVolumeSource = Object<GlusterfsPersistentVolumeSourceShape>

package struct ISCSIPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ISCSIPersistentVolumeSource", "An iSCSI disk.")

    package let targetPortal = Value<String>(1, "The target's address, with the port unless it is 3260.", required: true)
    package let iqn = Value<String>(2, "The target's qualified name.", required: true)
    package let lun = Value<Int32>(3, "The logical unit's number.", required: true)
    package let iscsiInterface = Value<String>(4, "The interface to log in through.", default: "default")
    package let fsType = Value<String>(5, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(6, "Mounts the volume so that nothing can be written to it.")
    package let portals = Value<[String]>(7, "Further portals of the target.", list: .atomic)
    package let chapAuthDiscovery = Value<Bool>(8, "Authenticates with CHAP when looking for targets.")
    package let secretRef = Field<SecretReference>(10, "The Secret with the credentials.")
    package let chapAuthSession = Value<Bool>(11, "Authenticates with CHAP for the session.")
    package let initiatorName = Value<String>(12, "The name to log in with.", optional: true)
}
package typealias ISCSIPersistentVolumeSource = Object<ISCSIPersistentVolumeSourceShape>

package struct RBDPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.RBDPersistentVolumeSource", "A Rados block device.")

    package let monitors = Value<[String]>(1, "The addresses of the monitors.", required: true, list: .atomic)
    package let image = Value<String>(2, "The image's name.", required: true)
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.")
    package let pool = Value<String>(4, "The pool the image is in.", default: "rbd")
    package let user = Value<String>(5, "The user to map the image as.", default: "admin")
    package let keyring = Value<String>(6, "The file on the node with the user's key.", default: "/etc/ceph/keyring")
    package let secretRef = Field<SecretReference>(7, "The Secret with the credentials.")
    package let readOnly = Value<Bool>(8, "Mounts the volume so that nothing can be written to it.")
}
package typealias RBDPersistentVolumeSource = Object<RBDPersistentVolumeSourceShape>

package struct ScaleIOPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ScaleIOPersistentVolumeSource", "A ScaleIO volume.")

    package let gateway = Value<String>(1, "The gateway's address.", required: true)
    package let system = Value<String>(2, "The storage system's name.", required: true)
    package let secretRef = Field<SecretReference>(3, "The Secret with the credentials.", required: true)
    package let sslEnabled = Value<Bool>(4, "Talks to the gateway over TLS.")
    package let protectionDomain = Value<String>(5, "The protection domain.")
    package let storagePool = Value<String>(6, "The storage pool.")
    package let storageMode = Value<String>(7, "`ThickProvisioned` or `ThinProvisioned`.", default: "ThinProvisioned")
    package let volumeName = Value<String>(8, "The volume's name.")
    package let fsType = Value<String>(9, "The file system to mount or create, such as ext4 or xfs.", default: "xfs")
    package let readOnly = Value<Bool>(10, "Mounts the volume so that nothing can be written to it.")
}
package typealias ScaleIOPersistentVolumeSource = Object<ScaleIOPersistentVolumeSourceShape>

package struct StorageOSPersistentVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.StorageOSPersistentVolumeSource", "A StorageOS volume.")

    package let volumeName = Value<String>(1, "The volume's name.")
    package let volumeNamespace = Value<String>(2, "The namespace the volume is in.")
    package let fsType = Value<String>(3, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
    package let secretRef = Field<ObjectReference>(5, "The Secret with the credentials.")
}
package typealias StorageOSPersistentVolumeSource = Object<StorageOSPersistentVolumeSourceShape>

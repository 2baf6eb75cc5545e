import JSON
package import Schema

package struct AWSElasticBlockStoreVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource", "A disk of AWS.")

    package let volumeID = Value<String>(1, "The disk's identifier.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let partition = Value<Int32>(3, "The partition to mount; 0 for the whole disk.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
}
package typealias AWSElasticBlockStoreVolumeSource = Object<AWSElasticBlockStoreVolumeSourceShape>

package struct AzureDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AzureDiskVolumeSource", "A disk of Azure.")

    package let diskName = Value<String>(1, "The disk's name.", required: true)
    package let diskURI = Value<String>(2, "The disk's address.", required: true)
    package let cachingMode = Value<String>(
        3, "How the host caches: `None`, `ReadOnly` or `ReadWrite`.", optional: true, default: "ReadWrite")
    package let fsType = Value<String>(
        4, "The file system to mount or create, such as ext4 or xfs.", optional: true, default: "ext4")
    package let readOnly = Field<Bool>(5, "Mounts the volume so that nothing can be written to it.", default: false)
    package let kind = Value<String>(6, "`Shared`, `Dedicated` or `Managed`.", optional: true, default: "Shared")
}
package typealias AzureDiskVolumeSource = Object<AzureDiskVolumeSourceShape>

package struct AzureFileVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AzureFileVolumeSource", "A file share of Azure.")

    package let secretName = Value<String>(1, "The Secret with the storage account's name and key.", required: true)
    package let shareName = Value<String>(2, "The share's name.", required: true)
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
}
package typealias AzureFileVolumeSource = Object<AzureFileVolumeSourceShape>

package struct CinderVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CinderVolumeSource", "A disk of OpenStack.")

    package let volumeID = Value<String>(1, "The disk's identifier.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
    package let secretRef = Field<LocalObjectReference>(4, "The Secret with the credentials.")
}
package typealias CinderVolumeSource = Object<CinderVolumeSourceShape>

package struct GCEPersistentDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GCEPersistentDiskVolumeSource", "A disk of Google Cloud.")

    package let pdName = Value<String>(1, "The disk's name.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let partition = Value<Int32>(3, "The partition to mount; 0 for the whole disk.")
    package let readOnly = Value<Bool>(4, "Mounts the volume so that nothing can be written to it.")
}
package typealias GCEPersistentDiskVolumeSource = Object<GCEPersistentDiskVolumeSourceShape>

package struct PhotonPersistentDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource", "A disk of Photon.")

    package let pdID = Value<String>(1, "The disk's identifier.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
}
package typealias PhotonPersistentDiskVolumeSource = Object<PhotonPersistentDiskVolumeSourceShape>

package struct PortworxVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PortworxVolumeSource", "A Portworx volume.")

    package let volumeID = Value<String>(1, "The volume's identifier.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let readOnly = Value<Bool>(3, "Mounts the volume so that nothing can be written to it.")
}
package typealias PortworxVolumeSource = Object<PortworxVolumeSourceShape>

package struct VsphereVirtualDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource", "A disk of vSphere.")

    package let volumePath = Value<String>(1, "The path of the disk's file.", required: true)
    package let fsType = Value<String>(2, "The file system to mount or create, such as ext4 or xfs.")
    package let storagePolicyName = Value<String>(3, "The name of the storage policy.")
    package let storagePolicyID = Value<String>(4, "The identifier of the storage policy.")
}
package typealias VsphereVirtualDiskVolumeSource = Object<VsphereVirtualDiskVolumeSourceShape>

import JSON
package import Schema

package struct AWSElasticBlockStoreVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource", "A AWS elastic block store volume source.")

    package let volumeID = Value<String>(1, "The volume ID.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let partition = Value<Int32>(3, "The partition.")
    package let readOnly = Value<Bool>(4, "The read only.")
}
package typealias AWSElasticBlockStoreVolumeSource = Object<AWSElasticBlockStoreVolumeSourceShape>

package struct AzureDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.AzureDiskVolumeSource", "A azure disk volume source.")

    package let diskName = Value<String>(1, "The disk name.", required: true)
    package let diskURI = Value<String>(2, "The disk URI.", required: true)
    package let cachingMode = Value<String>(3, "The caching mode.", optional: true, default: "ReadWrite")
    package let fsType = Value<String>(4, "The fs type.", optional: true, default: "ext4")
    package let readOnly = Field<Bool>(5, "The read only.", default: false)
    package let kind = Value<String>(6, "The kind.", optional: true, default: "Shared")
}
package typealias AzureDiskVolumeSource = Object<AzureDiskVolumeSourceShape>

package struct AzureFileVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.AzureFileVolumeSource", "A azure file volume source.")

    package let secretName = Value<String>(1, "The secret name.", required: true)
    package let shareName = Value<String>(2, "The share name.", required: true)
    package let readOnly = Value<Bool>(3, "The read only.")
}
package typealias AzureFileVolumeSource = Object<AzureFileVolumeSourceShape>

package struct CinderVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.CinderVolumeSource", "A cinder volume source.")

    package let volumeID = Value<String>(1, "The volume ID.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let readOnly = Value<Bool>(3, "The read only.")
    package let secretRef = Field<LocalObjectReference>(4, "The secret ref.")
}
package typealias CinderVolumeSource = Object<CinderVolumeSourceShape>

package struct GCEPersistentDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.GCEPersistentDiskVolumeSource", "A GCE persistent disk volume source.")

    package let pdName = Value<String>(1, "The pd name.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let partition = Value<Int32>(3, "The partition.")
    package let readOnly = Value<Bool>(4, "The read only.")
}
package typealias GCEPersistentDiskVolumeSource = Object<GCEPersistentDiskVolumeSourceShape>

package struct PhotonPersistentDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource", "A photon persistent disk volume source.")

    package let pdID = Value<String>(1, "The pd ID.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
}
package typealias PhotonPersistentDiskVolumeSource = Object<PhotonPersistentDiskVolumeSourceShape>

package struct PortworxVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PortworxVolumeSource", "A portworx volume source.")

    package let volumeID = Value<String>(1, "The volume ID.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let readOnly = Value<Bool>(3, "The read only.")
}
package typealias PortworxVolumeSource = Object<PortworxVolumeSourceShape>

package struct VsphereVirtualDiskVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource", "A vsphere virtual disk volume source.")

    package let volumePath = Value<String>(1, "The volume path.", required: true)
    package let fsType = Value<String>(2, "The fs type.")
    package let storagePolicyName = Value<String>(3, "The storage policy name.")
    package let storagePolicyID = Value<String>(4, "The storage policy ID.")
}
package typealias VsphereVirtualDiskVolumeSource = Object<VsphereVirtualDiskVolumeSourceShape>

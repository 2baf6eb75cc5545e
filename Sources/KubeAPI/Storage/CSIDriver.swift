import JSON
package import Schema

package struct CSIDriverShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.CSIDriver", "What the cluster must know of a CSI driver.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "csidrivers", singular: "csidriver", kind: "CSIDriver",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<CSIDriverSpec>(2, "What the driver does and needs.", required: true, default: [:])
}
package typealias CSIDriver = Object<CSIDriverShape>

package struct CSIDriverSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.CSIDriverSpec", "What a CSI driver does and needs.")

    package let attachRequired = Field<Bool>(
        1, "Whether volumes must be attached to a node before they are mounted; cannot change.", default: true)
    package let podInfoOnMount = Field<Bool>(2, "Whether the driver is told which Pod a volume is mounted for.", default: false)
    package let volumeLifecycleModes = Value<[String]>(
        3, "What the driver serves: `Persistent` volumes, `Ephemeral` ones or both.", list: .set)
    package let storageCapacity = Field<Bool>(
        4, "Whether the scheduler looks at the capacity that the driver reports.", default: false)
    package let fsGroupPolicy = Value<String>(
        5, "Whether the owner of files is changed for a Pod's `fsGroup`: `ReadWriteOnceWithFSType`, `File` or `None`.",
        optional: true, default: "ReadWriteOnceWithFSType")
    package let tokenRequests = Value<[StorageTokenRequest]>(
        6, "Tokens of the Pod's service account that the driver gets.", list: .atomic)
    package let requiresRepublish = Field<Bool>(7, "Whether mounts are refreshed again and again.", default: false)
    package let seLinuxMount = Field<Bool>(8, "Whether volumes can be mounted with an SELinux label.", default: false)
    package let nodeAllocatableUpdatePeriodSeconds = Field<Int64>(
        9, "How often the number of volumes that a node can take is asked for.")
    package let serviceAccountTokenInSecrets = Field<Bool>(
        10, "Whether the tokens go into the secrets of a call instead of the volume's settings.")
    package let preventPodSchedulingIfMissing = Field<Bool>(
        11, "Whether Pods with the driver's volumes stay away from nodes without the driver.")
}
package typealias CSIDriverSpec = Object<CSIDriverSpecShape>

package struct StorageTokenRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.TokenRequest", "A token that a driver gets.")

    package let audience = Value<String>(1, "Who the token is for; the API server when it is empty.", required: true)
    package let expirationSeconds = Field<Int64>(2, "How long the token is valid.")
}
package typealias StorageTokenRequest = Object<StorageTokenRequestShape>

import JSON
package import Schema

package struct VolumeAttachmentShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.VolumeAttachment", "Asks to attach a volume to a node, and says whether it is.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "volumeattachments", singular: "volumeattachment",
        kind: "VolumeAttachment", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<VolumeAttachmentSpec>(2, "Which volume, and which node.", required: true, default: [:])
    package let status = Value<VolumeAttachmentStatus>(3, "What has become of it.", default: [:])
}
package typealias VolumeAttachment = Object<VolumeAttachmentShape>

package struct VolumeAttachmentSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.VolumeAttachmentSpec", "Which volume is attached to which node, and by whom.")

    package let attacher = Value<String>(1, "The CSI driver that attaches it.", required: true)
    package let source = Value<VolumeAttachmentSource>(2, "The volume.", required: true, default: [:])
    package let nodeName = Value<String>(3, "The node.", required: true)
}
package typealias VolumeAttachmentSpec = Object<VolumeAttachmentSpecShape>

package struct VolumeAttachmentSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.VolumeAttachmentSource", "The volume to attach.")

    package let persistentVolumeName = Value<String>(1, "The PersistentVolume's name.", optional: true)
    package let inlineVolumeSpec = Field<PersistentVolumeSpec>(
        2, "A volume that a Pod gave itself, for drivers that took the place of a built-in one.")
}
package typealias VolumeAttachmentSource = Object<VolumeAttachmentSourceShape>

package struct VolumeAttachmentStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.VolumeAttachmentStatus", "What has become of an attachment.")

    package let attached = Value<Bool>(1, "Whether the volume is attached.", required: true, default: false)
    package let attachmentMetadata = Value<[String: String]>(2, "What the driver needs to know for mounting.")
    package let attachError = Field<VolumeError>(3, "The last failure to attach it.")
    package let detachError = Field<VolumeError>(4, "The last failure to detach it.")
}
package typealias VolumeAttachmentStatus = Object<VolumeAttachmentStatusShape>

package struct VolumeErrorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.VolumeError", "A failure.")

    package let time = Field<Timestamp>(1, "When it happened.")
    package let message = Value<String>(2, "What happened, for people.")
    package let errorCode = Field<Int32>(3, "The gRPC code of the driver's answer.")
}
package typealias VolumeError = Object<VolumeErrorShape>

package import JSON
package import Schema

package struct ObjectMetaShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
        "What every stored object carries: its name, labels, owners and history.")

    package let name = Value<String>(1, "The name, unique among objects of this kind in the namespace. Cannot be changed.")
    package let generateName = Value<String>(2, "A prefix from which the server makes a unique name when `name` is empty.")
    package let namespace = Value<String>(3, "The namespace the object lives in; empty for cluster-wide kinds.")
    package let selfLink = Field<String>(4, "Not filled in any more.")
    package let uid = Value<String>(5, "Identifies this object over all time, also among later objects of the same name.")
    package let resourceVersion = Value<String>(
        6, "Changes with every write; send it back to detect that somebody else wrote in between.")
    package let generation = Value<Int64>(7, "Raised by the server when the desired state changes.")
    package let creationTimestamp = Field<Timestamp>(8, "When the server stored the object first.")
    package let deletionTimestamp = Field<Timestamp>(
        9, "When the object is to be gone; set by the server once deletion was asked for.")
    package let deletionGracePeriodSeconds = Field<Int64>(10, "Seconds the object is given to end in order.")
    package let labels = Value<[String: String]>(11, "Short keys and values to select objects by.")
    package let annotations = Value<[String: String]>(12, "Keys and values of any size for tools to keep.")
    package let ownerReferences = Value<[OwnerReference]>(
        13, "The objects this one belongs to; it is removed when all of them are gone.", list: .map, mergeKeys: ["uid"],
        patch: .merge, patchMergeKey: "uid")
    package let finalizers = Value<[String]>(
        14, "Names that must be taken off, each by its own controller, before the object goes.", list: .set, patch: .merge)
    package let managedFields = Value<[ManagedFieldsEntry]>(17, "Which client set which fields, and when.", list: .atomic)
}
package typealias ObjectMeta = Object<ObjectMetaShape>

package struct OwnerReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference", "Names an object that owns this one.", isAtomic: true)

    package let apiVersion = Value<String>(5, "The owner's group and version.", required: true)
    package let kind = Value<String>(1, "The owner's kind.", required: true)
    package let name = Value<String>(3, "The owner's name.", required: true)
    package let uid = Value<String>(4, "The owner's uid.", required: true)
    package let controller = Field<Bool>(6, "Whether this owner manages the object; at most one does.")
    package let blockOwnerDeletion = Field<Bool>(
        7, "Whether a foreground deletion of the owner waits for this object to be gone.")
}
package typealias OwnerReference = Object<OwnerReferenceShape>

package struct ManagedFieldsEntryShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry", "The fields that one client set with one kind of write.")

    package let manager = Value<String>(1, "The client that set the fields.")
    package let operation = Value<String>(2, "`Apply` or `Update`.")
    package let apiVersion = Value<String>(3, "The version of the kind that the fields are written in.")
    package let time = Field<Timestamp>(4, "When the set of fields or one of their values last changed.")
    package let fieldsType = Value<String>(6, "The notation of the fields; always `FieldsV1`.")
    package let fieldsV1 = Field<JSONValue>(7, "The set of fields.")
    package let subresource = Value<String>(8, "The subresource that was written; empty for the object itself.")
}
package typealias ManagedFieldsEntry = Object<ManagedFieldsEntryShape>

package import JSON
package import Schema

package struct ControllerRevisionShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.ControllerRevision", "A former state of a DaemonSet or StatefulSet, to go back to.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "controllerrevisions", singular: "controllerrevision", kind: "ControllerRevision",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let data = Field<JSONValue>(2, "The state; cannot change.")
    package let revision = Value<Int64>(3, "The number of the state; a higher one is later.", required: true)
}
package typealias ControllerRevision = Object<ControllerRevisionShape>

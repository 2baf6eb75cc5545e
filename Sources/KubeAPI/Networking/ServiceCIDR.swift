import JSON
package import Schema

package struct ServiceCIDRShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.ServiceCIDR", "A range from which Services get their addresses.")
    package static let type = ResourceType(
        group: "networking.k8s.io", version: "v1", plural: "servicecidrs", singular: "servicecidr", kind: "ServiceCIDR",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ServiceCIDRSpec>(2, "The range.", default: [:])
    package let status = Value<ServiceCIDRStatus>(3, "Whether the range is in use.", default: [:])
}
package typealias ServiceCIDR = Object<ServiceCIDRShape>

package struct ServiceCIDRSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.ServiceCIDRSpec", "A range of addresses for Services.")

    package let cidrs = Value<[String]>(
        1, "One range, or one of IPv4 and one of IPv6, such as `10.43.0.0/16`. Cannot be changed.", list: .atomic)
}
package typealias ServiceCIDRSpec = Object<ServiceCIDRSpecShape>

package struct ServiceCIDRStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.ServiceCIDRStatus", "Whether a range of addresses is in use.")

    package let conditions = Value<[Condition]>(
        1, "Aspects of its state; `Ready` is one.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias ServiceCIDRStatus = Object<ServiceCIDRStatusShape>

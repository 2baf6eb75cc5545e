import JSON
package import Schema

package struct DynamicResourceClaimShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.ResourceClaim", "Asks for devices, and records which were given.")
    package static let type = ResourceType(
        group: "resource.k8s.io", version: "v1", plural: "resourceclaims", singular: "resourceclaim", kind: "ResourceClaim",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ResourceClaimSpec>(2, "What is asked for. Cannot be changed.", required: true)
    package let status = Value<ResourceClaimStatus>(3, "What was given, and who uses it.", default: [:])
}
package typealias DynamicResourceClaim = Object<DynamicResourceClaimShape>

package struct ResourceClaimSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ResourceClaimSpec", "What a claim asks for.")

    package let devices = Value<DeviceClaim>(1, "The devices.", default: [:])
}
package typealias ResourceClaimSpec = Object<ResourceClaimSpecShape>

package struct ResourceClaimTemplateShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.ResourceClaimTemplate", "A pattern for claims that are made for each Pod.")
    package static let type = ResourceType(
        group: "resource.k8s.io", version: "v1", plural: "resourceclaimtemplates", singular: "resourceclaimtemplate",
        kind: "ResourceClaimTemplate", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ResourceClaimTemplateSpec>(2, "The claims to make. Cannot be changed.", required: true)
}
package typealias ResourceClaimTemplate = Object<ResourceClaimTemplateShape>

package struct ResourceClaimTemplateSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ResourceClaimTemplateSpec", "A pattern for claims.")

    package let metadata = Value<ObjectMeta>(1, "Labels and annotations for the claims.", default: [:])
    package let spec = Value<ResourceClaimSpec>(2, "What the claims ask for.", required: true)
}
package typealias ResourceClaimTemplateSpec = Object<ResourceClaimTemplateSpecShape>

package struct DeviceClaimShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceClaim", "The devices that a claim asks for.")

    package let requests = Value<[DeviceRequest]>(1, "The devices, one kind at a time; all must be given.", list: .atomic)
    package let constraints = Value<[DeviceConstraint]>(2, "What must hold of all given devices together.", list: .atomic)
    package let config = Value<[DeviceClaimConfiguration]>(3, "Settings for the drivers of the devices.", list: .atomic)
}
package typealias DeviceClaim = Object<DeviceClaimShape>

package struct DeviceRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceRequest",
        "Asks for devices of one kind, or of the first of several kinds that is to be had.")

    package let name = Value<String>(1, "The name by which containers and constraints refer to it.", required: true)
    package let exactly = Field<ExactDeviceRequest>(2, "Devices of one kind.")
    package let firstAvailable = Value<[DeviceSubRequest]>(
        3, "Several kinds; the first that is to be had is given.", list: .atomic)
}
package typealias DeviceRequest = Object<DeviceRequestShape>

package struct ExactDeviceRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ExactDeviceRequest", "Asks for devices of one kind.")

    package let deviceClassName = Value<String>(1, "The class of the devices.", required: true)
    package let selectors = Value<[DeviceSelector]>(2, "What else must hold of a device; all of it.", list: .atomic)
    package let allocationMode = Value<String>(
        3, "`ExactCount` for as many as `count`, `All` for every device that fits.", default: "ExactCount")
    package let count = Value<Int64>(4, "How many devices; 1 when nothing is said.")
    package let adminAccess = Field<Bool>(5, "Whether the devices are only watched over, and may be in use by others.")
    package let tolerations = Value<[DeviceToleration]>(6, "The taints of devices that do not matter.", list: .atomic)
    package let capacity = Field<CapacityRequirements>(7, "How much of a device that several claims share.")
}
package typealias ExactDeviceRequest = Object<ExactDeviceRequestShape>

package struct DeviceSubRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceSubRequest", "One kind of devices among several that would do.")

    package let name = Value<String>(1, "The name, unique among the kinds of the request.", required: true)
    package let deviceClassName = Value<String>(2, "The class of the devices.", required: true)
    package let selectors = Value<[DeviceSelector]>(3, "What else must hold of a device; all of it.", list: .atomic)
    package let allocationMode = Value<String>(
        4, "`ExactCount` for as many as `count`, `All` for every device that fits.", default: "ExactCount")
    package let count = Value<Int64>(5, "How many devices; 1 when nothing is said.")
    package let tolerations = Value<[DeviceToleration]>(6, "The taints of devices that do not matter.", list: .atomic)
    package let capacity = Field<CapacityRequirements>(7, "How much of a device that several claims share.")
}
package typealias DeviceSubRequest = Object<DeviceSubRequestShape>

package struct CapacityRequirementsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.CapacityRequirements", "How much of a shared device is wanted.")

    package let requests = Value<[String: Quantity]>(1, "The amounts, by the name of the capacity.")
}
package typealias CapacityRequirements = Object<CapacityRequirementsShape>

package struct DeviceTolerationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceToleration", "Taints of devices that do not matter.")

    package let key = Value<String>(1, "The taint's key; empty for all, with operator `Exists`.")
    package let `operator` = Value<String>(
        2, "`Equal` to compare the value, too, `Exists` for any value.", default: "Equal", oneOf: ["Exists", "Equal"])
    package let value = Value<String>(3, "The taint's value.")
    package let effect = Value<String>(4, "The taint's effect: `NoSchedule` or `NoExecute`; empty for both.")
    package let tolerationSeconds = Field<Int64>(5, "For how long a `NoExecute` taint does not matter; without it for ever.")
}
package typealias DeviceToleration = Object<DeviceTolerationShape>

package struct DeviceConstraintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceConstraint", "Something that must hold of several devices together.")

    package let requests = Value<[String]>(1, "The requests it is about; empty for all of the claim.", list: .atomic)
    package let matchAttribute = Value<String>(2, "An attribute that must have the same value in all devices.", optional: true)
    package let distinctAttribute = Value<String>(3, "An attribute that must have another value in each device.", optional: true)
}
package typealias DeviceConstraint = Object<DeviceConstraintShape>

package struct DeviceClaimConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceClaimConfiguration", "Settings for the driver of some devices of a claim.")

    package let requests = Value<[String]>(1, "The requests it is about; empty for all of the claim.", list: .atomic)
    package let opaque = Field<OpaqueDeviceConfiguration>(1, "Settings that only the driver understands.", inside: 2)
}
package typealias DeviceClaimConfiguration = Object<DeviceClaimConfigurationShape>

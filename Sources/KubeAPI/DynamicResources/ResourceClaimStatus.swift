package import JSON
package import Schema

package struct ResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.ResourceClaimStatus", "What was given to a claim, and who uses it.")

    package let allocation = Field<AllocationResult>(1, "What was given.")
    package let reservedFor = Value<[ResourceClaimConsumerReference]>(
        2, "Who may use it; at most 256.", list: .map, mergeKeys: ["uid"], patch: .merge, patchMergeKey: "uid")
    package let devices = Value<[AllocatedDeviceStatus]>(
        4, "What drivers say of the devices.", list: .map, mergeKeys: ["driver", "device", "pool", "shareID"])
}
package typealias ResourceClaimStatus = Object<ResourceClaimStatusShape>

package struct AllocationResultShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.AllocationResult", "What was given to a claim.")

    package let devices = Value<DeviceAllocationResult>(1, "The devices.", default: [:])
    package let nodeSelector = Field<NodeSelector>(3, "The nodes that can reach the devices; without it all.")
    package let allocationTimestamp = Field<Timestamp>(5, "When they were given.")
}
package typealias AllocationResult = Object<AllocationResultShape>

package struct DeviceAllocationResultShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceAllocationResult", "The devices that were given.")

    package let results = Value<[DeviceRequestAllocationResult]>(1, "The devices, one by one.", list: .atomic)
    package let config = Value<[DeviceAllocationConfiguration]>(
        2, "The settings for their drivers, from the class and the claim.", list: .atomic)
}
package typealias DeviceAllocationResult = Object<DeviceAllocationResultShape>

package struct DeviceRequestAllocationResultShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceRequestAllocationResult", "One device that was given.")

    package let request = Value<String>(
        1, "The request it was given for; `request/subrequest` where there are several kinds.", required: true)
    package let driver = Value<String>(2, "The device's driver.", required: true)
    package let pool = Value<String>(3, "The device's pool.", required: true)
    package let device = Value<String>(4, "The device's name in the pool.", required: true)
    package let adminAccess = Field<Bool>(5, "Whether the device is only watched over.")
    package let tolerations = Value<[DeviceToleration]>(6, "The taints of the device that do not matter.", list: .atomic)
    package let bindingConditions = Value<[String]>(7, "Conditions that must be true before the Pod is bound.", list: .atomic)
    package let bindingFailureConditions = Value<[String]>(
        8, "Conditions that tell, when true, that the device cannot be used.", list: .atomic)
    package let shareID = Value<String>(9, "Which share of the device this is.", optional: true)
    package let consumedCapacity = Value<[String: Quantity]>(10, "How much of the device is used, by the name of the capacity.")
}
package typealias DeviceRequestAllocationResult = Object<DeviceRequestAllocationResultShape>

package struct DeviceAllocationConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceAllocationConfiguration", "Settings for the driver of given devices.")

    package let source = Value<String>(1, "Where they come from: `FromClass` or `FromClaim`.", required: true)
    package let requests = Value<[String]>(2, "The requests they are about; empty for all.", list: .atomic)
    package let opaque = Field<OpaqueDeviceConfiguration>(1, "Settings that only the driver understands.", inside: 3)
}
package typealias DeviceAllocationConfiguration = Object<DeviceAllocationConfigurationShape>

package struct ResourceClaimConsumerReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ResourceClaimConsumerReference", "Who may use a claim.")

    package let apiGroup = Value<String>(1, "The group of the object; empty for the core group.")
    package let resource = Value<String>(3, "The resource, such as `pods`.", required: true)
    package let name = Value<String>(4, "The object's name.", required: true)
    package let uid = Value<String>(5, "The object's uid.", required: true)
}
package typealias ResourceClaimConsumerReference = Object<ResourceClaimConsumerReferenceShape>

package struct AllocatedDeviceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.AllocatedDeviceStatus", "What a driver says of a given device.")

    package let driver = Value<String>(1, "The device's driver.", required: true)
    package let pool = Value<String>(2, "The device's pool.", required: true)
    package let device = Value<String>(3, "The device's name in the pool.", required: true)
    package let conditions = Value<[Condition]>(4, "Aspects of the device's state; at most 8.", list: .map, mergeKeys: ["type"])
    package let data = Field<JSONValue>(5, "Anything the driver has to say, at most 10 KiB.")
    package let networkData = Field<NetworkDeviceData>(6, "What the network needs to know.")
    package let shareID = Value<String>(7, "Which share of the device this is.", optional: true)
}
package typealias AllocatedDeviceStatus = Object<AllocatedDeviceStatusShape>

package struct NetworkDeviceDataShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.NetworkDeviceData", "What the network needs to know of a device.")

    package let interfaceName = Value<String>(1, "The name of the interface in the Pod.")
    package let ips = Value<[String]>(2, "Its addresses, with the length of the prefix.", list: .atomic)
    package let hardwareAddress = Value<String>(3, "Its hardware address.")
}
package typealias NetworkDeviceData = Object<NetworkDeviceDataShape>

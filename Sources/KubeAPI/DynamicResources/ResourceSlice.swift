package import Schema

package struct ResourceSliceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.ResourceSlice", "Devices of one pool of one driver, as the driver publishes them.")
    package static let type = ResourceType(
        group: "resource.k8s.io", version: "v1", plural: "resourceslices", singular: "resourceslice", kind: "ResourceSlice",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ResourceSliceSpec>(2, "The devices.", required: true)
}
package typealias ResourceSlice = Object<ResourceSliceShape>

package struct ResourceSliceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ResourceSliceSpec", "Devices of one pool of one driver.")

    package let driver = Value<String>(1, "The driver's name, a DNS name. Cannot be changed.", required: true)
    package let pool = Value<ResourcePool>(2, "The pool, and which of its slices this is.", required: true)
    package let nodeName = Value<String>(3, "The node that the devices are on. Cannot be changed.", optional: true)
    package let nodeSelector = Field<NodeSelector>(4, "The nodes that can reach the devices, where it is not one node.")
    package let allNodes = Field<Bool>(5, "True: every node can reach the devices.")
    package let devices = Value<[Device]>(6, "The devices; at most 128.", list: .atomic)
    package let perDeviceNodeSelection = Field<Bool>(7, "True: each device says by itself which nodes can reach it.")
    package let sharedCounters = Value<[CounterSet]>(8, "Amounts that the devices of the pool share.", list: .atomic)
}
package typealias ResourceSliceSpec = Object<ResourceSliceSpecShape>

package struct ResourcePoolShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.ResourcePool", "A pool of devices.")

    package let name = Value<String>(1, "The pool's name, unique for its driver; often that of the node.", required: true)
    package let generation = Value<Int64>(
        2, "Raised by the driver when the pool changes; only slices of the highest generation count.", required: true)
    package let resourceSliceCount = Value<Int64>(3, "How many slices the pool has in this generation.", required: true)
}
package typealias ResourcePool = Object<ResourcePoolShape>

package struct DeviceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.Device", "One device.")

    package let name = Value<String>(1, "The name, unique in the pool.", required: true)
    package let attributes = Value<[String: DeviceAttribute]>(2, "What selectors can look at, by name.")
    package let capacity = Value<[String: DeviceCapacity]>(3, "What the device has, by name.")
    package let consumesCounters = Value<[DeviceCounterConsumption]>(
        4, "What the device takes of the shared amounts when it is in use.", list: .atomic)
    package let nodeName = Value<String>(5, "The node that the device is on.", optional: true)
    package let nodeSelector = Field<NodeSelector>(6, "The nodes that can reach the device.")
    package let allNodes = Field<Bool>(7, "True: every node can reach the device.")
    package let taints = Value<[DeviceTaint]>(8, "Reasons not to use the device.", list: .atomic)
    package let bindsToNode = Field<Bool>(9, "Whether giving the device ties the claim to the node that was chosen.")
    package let bindingConditions = Value<[String]>(10, "Conditions that must be true before the Pod is bound.", list: .atomic)
    package let bindingFailureConditions = Value<[String]>(
        11, "Conditions that tell, when true, that the device cannot be used.", list: .atomic)
    package let allowMultipleAllocations = Field<Bool>(12, "Whether several claims may share the device.")
    package let nodeAllocatableResourceMappings = Value<[String: NodeAllocatableResourceMapping]>(
        13, "Which of the node's own resources the device takes, by the name of the resource.")
}
package typealias Device = Object<DeviceShape>

package struct DeviceAttributeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceAttribute", "A value; exactly one field is given.")

    package let int = Field<Int64>(2, "A whole number.")
    package let bool = Field<Bool>(3, "True or false.")
    package let string = Value<String>(4, "A text of at most 64 characters.", optional: true)
    package let version = Value<String>(5, "A semantic version (semver.org 2.0.0).", optional: true)
    package let ints = Value<[Int64]>(6, "Whole numbers.", list: .atomic)
    package let bools = Value<[Bool]>(7, "Several of true and false.", list: .atomic)
    package let strings = Value<[String]>(8, "Texts of at most 64 characters.", list: .atomic)
    package let versions = Value<[String]>(9, "Semantic versions.", list: .atomic)
}
package typealias DeviceAttribute = Object<DeviceAttributeShape>

package struct DeviceCapacityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceCapacity", "How much a device has of something.")

    package let value = Value<Quantity>(1, "The amount.", required: true)
    package let requestPolicy = Field<CapacityRequestPolicy>(2, "Which amounts claims can ask for, where the device is shared.")
}
package typealias DeviceCapacity = Object<DeviceCapacityShape>

package struct CapacityRequestPolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.CapacityRequestPolicy", "Which amounts claims can ask for.")

    package let `default` = Field<Quantity>(1, "The amount when a claim says nothing.")
    package let validValues = Value<[Quantity]>(
        3, "The amounts allowed; an amount in between becomes the next larger one.", list: .atomic)
    package let validRange = Field<CapacityRequestPolicyRange>(4, "The range of amounts allowed.")
}
package typealias CapacityRequestPolicy = Object<CapacityRequestPolicyShape>

package struct CapacityRequestPolicyRangeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.CapacityRequestPolicyRange", "A range of amounts.")

    package let min = Field<Quantity>(1, "The smallest.", required: true)
    package let max = Field<Quantity>(2, "The largest.")
    package let step = Field<Quantity>(3, "Amounts are whole multiples of this above the smallest.")
}
package typealias CapacityRequestPolicyRange = Object<CapacityRequestPolicyRangeShape>

package struct NodeAllocatableResourceMappingShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.NodeAllocatableResourceMapping", "How much of a resource of the node a device takes.")

    package let capacityKey = Value<String>(
        1, "The capacity of the device that counts; without it the device itself does.", optional: true)
    package let allocationMultiplier = Field<Quantity>(2, "The amount of the node's resource for each unit.")
}
package typealias NodeAllocatableResourceMapping = Object<NodeAllocatableResourceMappingShape>

package struct DeviceCounterConsumptionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceCounterConsumption", "What a device takes of one set of shared amounts.")

    package let counterSet = Value<String>(1, "The set's name.", required: true)
    package let counters = Value<[String: DeviceCounter]>(2, "The amounts, by name.", required: true)
}
package typealias DeviceCounterConsumption = Object<DeviceCounterConsumptionShape>

package struct DeviceCounterShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.Counter", "An amount that devices share.")

    package let value = Value<Quantity>(1, "The amount.", required: true)
}
package typealias DeviceCounter = Object<DeviceCounterShape>

package struct CounterSetShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.CounterSet", "A set of amounts that devices share.")

    package let name = Value<String>(1, "The set's name, unique in the pool.", required: true)
    package let counters = Value<[String: DeviceCounter]>(2, "The amounts, by name.", required: true)
}
package typealias CounterSet = Object<CounterSetShape>

package struct DeviceTaintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceTaint", "A reason not to use a device.")

    package let key = Value<String>(1, "Its key.", required: true)
    package let value = Value<String>(2, "Its value.")
    package let effect = Value<String>(
        3, "`None`, `NoSchedule` to give it to nobody new, or `NoExecute` to take it away as well.", required: true)
    package let timeAdded = Field<Timestamp>(4, "When it was put on.")
}
package typealias DeviceTaint = Object<DeviceTaintShape>

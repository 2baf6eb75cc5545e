package import JSON
package import Schema

package struct DeviceClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceClass", "A kind of devices that claims can ask for.")
    package static let type = ResourceType(
        group: "resource.k8s.io", version: "v1", plural: "deviceclasses", singular: "deviceclass", kind: "DeviceClass",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<DeviceClassSpec>(2, "Which devices, and how they are set up.", required: true)
}
package typealias DeviceClass = Object<DeviceClassShape>

package struct DeviceClassSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.DeviceClassSpec", "Which devices belong to a class, and how they are set up.")

    package let selectors = Value<[DeviceSelector]>(1, "What must hold of a device; all of it.", list: .atomic)
    package let config = Value<[DeviceClassConfiguration]>(2, "Settings for the drivers of the devices.", list: .atomic)
    package let extendedResourceName = Value<String>(
        4, "The extended resource that stands for a device of this class in a container's requests.", optional: true)
}
package typealias DeviceClassSpec = Object<DeviceClassSpecShape>

package struct DeviceClassConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceClassConfiguration", "Settings for a driver.")

    package let opaque = Field<OpaqueDeviceConfiguration>(1, "Settings that only the driver understands.", inside: 1)
}
package typealias DeviceClassConfiguration = Object<DeviceClassConfigurationShape>

package struct OpaqueDeviceConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.resource.v1.OpaqueDeviceConfiguration", "Settings that only a driver understands.")

    package let driver = Value<String>(1, "The driver's name, a DNS name.", required: true)
    package let parameters = Value<JSONValue>(
        2, "The settings: an object with `apiVersion` and `kind`, at most 10 KiB.", required: true)
}
package typealias OpaqueDeviceConfiguration = Object<OpaqueDeviceConfigurationShape>

package struct DeviceSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.DeviceSelector", "What must hold of a device.")

    package let cel = Field<CELDeviceSelector>(1, "An expression about the device.")
}
package typealias DeviceSelector = Object<DeviceSelectorShape>

package struct CELDeviceSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.resource.v1.CELDeviceSelector", "An expression about a device.")

    package let expression = Value<String>(1, "The expression, in CEL; the device is `device`.", required: true)
}
package typealias CELDeviceSelector = Object<CELDeviceSelectorShape>

import JSON
package import Schema

package struct EnvVarShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EnvVar", "A env var.")

    package let name = Value<String>(1, "The name.", required: true)
    package let value = Value<String>(2, "The value.")
    package let valueFrom = Field<EnvVarSource>(3, "The value from.")
}
package typealias EnvVar = Object<EnvVarShape>

package struct EnvVarSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EnvVarSource", "A env var source.",
        rules: [.atMostOne(["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"])])

    package let fieldRef = Field<ObjectFieldSelector>(1, "The field ref.")
    package let resourceFieldRef = Field<ResourceFieldSelector>(2, "The resource field ref.")
    package let configMapKeyRef = Field<ConfigMapKeySelector>(3, "The config map key ref.")
    package let secretKeyRef = Field<SecretKeySelector>(4, "The secret key ref.")
    package let fileKeyRef = Field<FileKeySelector>(5, "The file key ref.")
}
package typealias EnvVarSource = Object<EnvVarSourceShape>

package struct EnvFromSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EnvFromSource", "A env from source.")

    package let prefix = Value<String>(1, "The prefix.")
    package let configMapRef = Field<ConfigMapEnvSource>(2, "The config map ref.")
    package let secretRef = Field<SecretEnvSource>(3, "The secret ref.")
}
package typealias EnvFromSource = Object<EnvFromSourceShape>

package struct ConfigMapEnvSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapEnvSource", "A config map env source.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let optional = Field<Bool>(2, "The optional.")
}
package typealias ConfigMapEnvSource = Object<ConfigMapEnvSourceShape>

package struct SecretEnvSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretEnvSource", "A secret env source.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let optional = Field<Bool>(2, "The optional.")
}
package typealias SecretEnvSource = Object<SecretEnvSourceShape>

package struct ConfigMapKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapKeySelector", "A config map key selector.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let key = Value<String>(2, "The key.", required: true)
    package let optional = Field<Bool>(3, "The optional.")
}
package typealias ConfigMapKeySelector = Object<ConfigMapKeySelectorShape>

package struct SecretKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretKeySelector", "A secret key selector.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let key = Value<String>(2, "The key.", required: true)
    package let optional = Field<Bool>(3, "The optional.")
}
package typealias SecretKeySelector = Object<SecretKeySelectorShape>

package struct FileKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.FileKeySelector", "A file key selector.")

    package let volumeName = Value<String>(1, "The volume name.", required: true)
    package let path = Value<String>(2, "The path.", required: true)
    package let key = Value<String>(3, "The key.", required: true)
    package let optional = Field<Bool>(4, "The optional.")
}
package typealias FileKeySelector = Object<FileKeySelectorShape>

package struct ObjectFieldSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ObjectFieldSelector", "A object field selector.")

    package let apiVersion = Value<String>(1, "The api version.", default: "v1")
    package let fieldPath = Value<String>(2, "The field path.", required: true)
}
package typealias ObjectFieldSelector = Object<ObjectFieldSelectorShape>

package struct ResourceFieldSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceFieldSelector", "A resource field selector.")

    package let containerName = Value<String>(1, "The container name.")
    package let resource = Value<String>(2, "The resource.", required: true)
    package let divisor = Field<Quantity>(3, "The divisor.")
}
package typealias ResourceFieldSelector = Object<ResourceFieldSelectorShape>

import JSON
package import Schema

package struct EnvVarShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EnvVar", "An environment variable.")

    package let name = Value<String>(1, "The variable's name.", required: true)
    package let value = Value<String>(2, "Its value; `$(NAME)` stands for a variable set before.")
    package let valueFrom = Field<EnvVarSource>(3, "Where to take the value from instead.")
}
package typealias EnvVar = Object<EnvVarShape>

package struct EnvVarSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EnvVarSource", "Where the value of an environment variable comes from; one of these.",
        rules: [.atMostOne(["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"])])

    package let fieldRef = Field<ObjectFieldSelector>(1, "A field of the Pod, such as `metadata.name` or `status.podIP`.")
    package let resourceFieldRef = Field<ResourceFieldSelector>(2, "A limit or request of a container.")
    package let configMapKeyRef = Field<ConfigMapKeySelector>(3, "An entry of a ConfigMap.")
    package let secretKeyRef = Field<SecretKeySelector>(4, "An entry of a Secret.")
    package let fileKeyRef = Field<FileKeySelector>(5, "An entry of a file of variables that an init container wrote.")
}
package typealias EnvVarSource = Object<EnvVarSourceShape>

package struct EnvFromSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EnvFromSource", "Makes every entry of a ConfigMap or Secret an environment variable.")

    package let prefix = Value<String>(1, "Text to put in front of every variable's name.")
    package let configMapRef = Field<ConfigMapEnvSource>(2, "The ConfigMap.")
    package let secretRef = Field<SecretEnvSource>(3, "The Secret.")
}
package typealias EnvFromSource = Object<EnvFromSourceShape>

package struct ConfigMapEnvSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ConfigMapEnvSource", "The ConfigMap whose entries become variables.")

    package let name = Value<String>(1, "The ConfigMap's name.", inside: 1)
    package let optional = Field<Bool>(2, "Whether the container may start without it.")
}
package typealias ConfigMapEnvSource = Object<ConfigMapEnvSourceShape>

package struct SecretEnvSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretEnvSource", "The Secret whose entries become variables.")

    package let name = Value<String>(1, "The Secret's name.", inside: 1)
    package let optional = Field<Bool>(2, "Whether the container may start without it.")
}
package typealias SecretEnvSource = Object<SecretEnvSourceShape>

package struct ConfigMapKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ConfigMapKeySelector", "An entry of a ConfigMap.",
        isAtomic: true)

    package let name = Value<String>(1, "The ConfigMap's name.", inside: 1)
    package let key = Value<String>(2, "The entry's key.", required: true)
    package let optional = Field<Bool>(3, "Whether the container may start without the ConfigMap or the entry.")
}
package typealias ConfigMapKeySelector = Object<ConfigMapKeySelectorShape>

package struct SecretKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.SecretKeySelector", "An entry of a Secret.",
        isAtomic: true)

    package let name = Value<String>(1, "The Secret's name.", inside: 1)
    package let key = Value<String>(2, "The entry's key.", required: true)
    package let optional = Field<Bool>(3, "Whether the container may start without the Secret or the entry.")
}
package typealias SecretKeySelector = Object<SecretKeySelectorShape>

package struct FileKeySelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.FileKeySelector", "A variable in a file.",
        isAtomic: true)

    package let volumeName = Value<String>(1, "The volume.", required: true)
    package let path = Value<String>(2, "The file's path in the volume.", required: true)
    package let key = Value<String>(3, "The variable's name in the file.", required: true)
    package let optional = Field<Bool>(4, "Whether the container may start without it.")
}
package typealias FileKeySelector = Object<FileKeySelectorShape>

package struct ObjectFieldSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ObjectFieldSelector", "A field of the Pod.",
        isAtomic: true)

    package let apiVersion = Value<String>(1, "The version of the API that the path is written for.", default: "v1")
    package let fieldPath = Value<String>(2, "The field, such as `metadata.labels['app']`.", required: true)
}
package typealias ObjectFieldSelector = Object<ObjectFieldSelectorShape>

package struct ResourceFieldSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ResourceFieldSelector", "A limit or request of a container.",
        isAtomic: true)

    package let containerName = Value<String>(1, "The container; needed in volumes.")
    package let resource = Value<String>(2, "What to read, such as `limits.cpu`.", required: true)
    package let divisor = Field<Quantity>(3, "What the amount is counted in, such as `1m` or `1Mi`; 1 when it is not given.")
}
package typealias ResourceFieldSelector = Object<ResourceFieldSelectorShape>

import JSON
package import Schema

package struct IngressShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.Ingress", "Leads HTTP requests from outside to Services, by host and path.")
    package static let type = ResourceType(
        group: "networking.k8s.io", version: "v1", plural: "ingresses", singular: "ingress", kind: "Ingress", isNamespaced: true,
        shortNames: ["ing"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<IngressSpec>(2, "Which requests go where.", default: [:])
    package let status = Value<IngressStatus>(3, "Where the Ingress is reached.", default: [:])
}
package typealias Ingress = Object<IngressShape>

package struct IngressSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IngressSpec", "Which HTTP requests go where.")

    package let defaultBackend = Field<IngressBackend>(1, "Where requests go that no rule is for.")
    package let tls = Value<[IngressTLS]>(2, "The certificates, by host.", list: .atomic)
    package let rules = Value<[IngressRule]>(
        3, "What is done by host; `defaultBackend` gets everything when there is none.", list: .atomic)
    package let ingressClassName = Value<String>(4, "The IngressClass, which says who serves the Ingress.", optional: true)
}
package typealias IngressSpec = Object<IngressSpecShape>

package struct IngressBackendShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressBackend", "Where requests go: a Service or another object.")

    package let resource = Field<TypedLocalObjectReference>(3, "An object of another kind in the same namespace.")
    package let service = Field<IngressServiceBackend>(4, "A Service.")
}
package typealias IngressBackend = Object<IngressBackendShape>

package struct IngressServiceBackendShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IngressServiceBackend", "A port of a Service.")

    package let name = Value<String>(1, "The Service's name.", required: true)
    package let port = Value<ServiceBackendPort>(2, "The Service's port.", default: [:])
}
package typealias IngressServiceBackend = Object<IngressServiceBackendShape>

package struct ServiceBackendPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.ServiceBackendPort", "A port of a Service, by name or by number.", isAtomic: true)

    package let name = Value<String>(1, "The port's name.")
    package let number = Value<Int32>(2, "The port's number.")
}
package typealias ServiceBackendPort = Object<ServiceBackendPortShape>

package struct IngressRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressRule", "What is done with the requests for one host.")

    package let host = Value<String>(
        1, "The host, such as `www.example.com` or `*.example.com`; every host when it is not given.")
    package let http = Field<HTTPIngressRuleValue>(1, "Where requests go by their path.", inside: 2)
}
package typealias IngressRule = Object<IngressRuleShape>

package struct HTTPIngressRuleValueShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.HTTPIngressRuleValue", "Where requests go by their path.")

    package let paths = Value<[HTTPIngressPath]>(1, "The paths.", required: true, list: .atomic)
}
package typealias HTTPIngressRuleValue = Object<HTTPIngressRuleValueShape>

package struct HTTPIngressPathShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.HTTPIngressPath", "Where requests for one path go.")

    package let path = Value<String>(1, "The path; begins with `/`.")
    package let backend = Value<IngressBackend>(2, "Where the requests go.", required: true, default: [:])
    package let pathType = Value<String>(
        3, "`Exact`, `Prefix` (whole elements of the path) or `ImplementationSpecific`.", required: true, optional: true)
}
package typealias HTTPIngressPath = Object<HTTPIngressPathShape>

package struct IngressTLSShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IngressTLS", "A certificate and the hosts it is for.")

    package let hosts = Value<[String]>(1, "The hosts in the certificate.", list: .atomic)
    package let secretName = Value<String>(2, "The Secret with certificate and key.")
}
package typealias IngressTLS = Object<IngressTLSShape>

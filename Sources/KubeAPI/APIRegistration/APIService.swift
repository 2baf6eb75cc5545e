import JSON
package import Schema

package struct APIServiceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService",
        "One version of one API group, and who answers for it. The name is `version.group`.")
    package static let type = ResourceType(
        group: "apiregistration.k8s.io", version: "v1", plural: "apiservices", singular: "apiservice", kind: "APIService",
        isNamespaced: false, categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<APIServiceSpec>(2, "Which version of which group, and who answers for it.", default: [:])
    package let status = Value<APIServiceStatus>(3, "Whether it can be reached.", default: [:])
}
package typealias APIService = Object<APIServiceShape>

package struct APIServiceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec",
        "Which version of which group, and who answers for it.")

    package let service = Field<APIServiceReference>(1, "The Service that answers; without it this server does.")
    package let group = Value<String>(2, "The group; empty for the core group.")
    package let version = Value<String>(3, "The version.")
    package let insecureSkipTLSVerify = Value<Bool>(4, "Whether the Service's certificate is not checked. Not advised.")
    package let caBundle = Field<Base64Bytes>(
        5, "The certificates that the Service's certificate must lead to, in PEM, in base64.", list: .atomic)
    package let groupPriorityMinimum = Value<Int32>(
        7, "Where the group stands among groups: the highest number comes first; 1 to 20000.", required: true)
    package let versionPriority = Value<Int32>(
        8, "Where the version stands among those of its group: the highest number comes first; 1 to 1000.", required: true)
}
package typealias APIServiceSpec = Object<APIServiceSpecShape>

package struct APIServiceReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference", "Names a Service that answers for an API.")

    package let namespace = Value<String>(1, "Its namespace.")
    package let name = Value<String>(2, "Its name.")
    package let port = Field<Int32>(3, "Its port.", default: 443)
}
package typealias APIServiceReference = Object<APIServiceReferenceShape>

package struct APIServiceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus", "Whether an API can be reached.")

    package let conditions = Value<[APIServiceCondition]>(
        1, "Aspects of its state; `Available` is one.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias APIServiceStatus = Object<APIServiceStatusShape>

package struct APIServiceConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition", "One aspect of an API's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias APIServiceCondition = Object<APIServiceConditionShape>

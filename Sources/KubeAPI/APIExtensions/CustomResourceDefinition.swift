import JSON
package import Schema

package struct CustomResourceDefinitionShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
        "A kind of objects that the server is to serve beside the built-in ones. The name is `plural.group`.")
    package static let type = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", singular: "customresourcedefinition",
        kind: "CustomResourceDefinition", isNamespaced: false, shortNames: ["crd", "crds"], categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<CustomResourceDefinitionSpec>(2, "The kind: its names, versions and schemas.", required: true)
    package let status = Value<CustomResourceDefinitionStatus>(3, "Whether the kind is served.", default: [:])
}
package typealias CustomResourceDefinition = Object<CustomResourceDefinitionShape>

package struct CustomResourceDefinitionSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec",
        "A custom kind: its names, versions and schemas.")

    package let group = Value<String>(1, "The group it belongs to, such as `example.com`.", required: true)
    package let names = Value<CustomResourceDefinitionNames>(3, "What it is called.", required: true)
    package let scope = Value<String>(4, "`Namespaced` or `Cluster`.", required: true, oneOf: ["Cluster", "Namespaced"])
    package let versions = Value<[CustomResourceDefinitionVersion]>(7, "Its versions.", required: true, list: .atomic)
    package let conversion = Field<CustomResourceConversion>(9, "How objects are turned from one version into another.")
    package let preserveUnknownFields = Value<Bool>(10, "Must be false: fields that the schema does not know are taken out.")
}
package typealias CustomResourceDefinitionSpec = Object<CustomResourceDefinitionSpecShape>

package struct CustomResourceDefinitionNamesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames", "What a custom kind is called.")

    package let plural = Value<String>(1, "The name in paths, in lower case and plural.", required: true)
    package let singular = Value<String>(2, "The name in lower case and singular; without it the kind in lower case.")
    package let shortNames = Value<[String]>(3, "Short names for the command line.", list: .atomic)
    package let kind = Value<String>(4, "The kind, in CamelCase and singular.", required: true)
    package let listKind = Value<String>(5, "The kind of lists; without it the kind and `List`.")
    package let categories = Value<[String]>(6, "Groups of resources that commands may name, such as `all`.", list: .atomic)
}
package typealias CustomResourceDefinitionNames = Object<CustomResourceDefinitionNamesShape>

package struct CustomResourceDefinitionVersionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion",
        "One version of a custom kind.")

    package let name = Value<String>(1, "The version, such as `v1` or `v1beta1`.", required: true)
    package let served = Value<Bool>(2, "Whether it is served.", required: true)
    package let storage = Value<Bool>(3, "Whether objects are stored in this version; exactly one is.", required: true)
    package let schema = Field<CustomResourceValidation>(4, "What objects of this version look like.")
    package let subresources = Field<CustomResourceSubresources>(5, "Which subresources the objects have.")
    package let additionalPrinterColumns = Value<[CustomResourceColumnDefinition]>(
        6, "The columns that `kubectl get` shows; without any: the age.", list: .atomic)
    package let deprecated = Value<Bool>(7, "Whether clients are warned that they should use another.")
    package let deprecationWarning = Value<String>(8, "What they are told.", optional: true)
    package let selectableFields = Value<[CustomResourceSelectableField]>(
        9, "The fields that field selectors can use, beside name and namespace.", list: .atomic)
}
package typealias CustomResourceDefinitionVersion = Object<CustomResourceDefinitionVersionShape>

package struct CustomResourceColumnDefinitionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition",
        "A column that `kubectl get` shows.")

    package let name = Value<String>(1, "What stands above it.", required: true)
    package let type = Value<String>(
        2, "The type of its values: `integer`, `number`, `string`, `boolean` or `date`.", required: true)
    package let format = Value<String>(3, "More about the type, such as `int32` or `password`.")
    package let description = Value<String>(4, "What it shows.")
    package let priority = Value<Int32>(5, "0 for always, more for `-o wide` only.")
    package let jsonPath = Value<String>(6, "Where the value is in the object, such as `.spec.replicas`.", required: true)
}
package typealias CustomResourceColumnDefinition = Object<CustomResourceColumnDefinitionShape>

package struct CustomResourceSelectableFieldShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField", "A field that field selectors can use.")

    package let jsonPath = Value<String>(
        1, "Where it is, such as `.spec.color`; a string, a number or a boolean.", required: true)
}
package typealias CustomResourceSelectableField = Object<CustomResourceSelectableFieldShape>

package struct CustomResourceSubresourcesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources",
        "Which subresources the objects of a custom kind have.")

    package let status = Field<CustomResourceSubresourceStatus>(
        1, "Present when `status` is written through a path of its own.")
    package let scale = Field<CustomResourceSubresourceScale>(
        2, "Where the number of replicas is, for `kubectl scale` and autoscalers.")
}
package typealias CustomResourceSubresources = Object<CustomResourceSubresourcesShape>

package struct CustomResourceSubresourceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus",
        "Says by being there that `status` is written through a path of its own.")
}
package typealias CustomResourceSubresourceStatus = Object<CustomResourceSubresourceStatusShape>

package struct CustomResourceSubresourceScaleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale",
        "Where the numbers of replicas are in an object.")

    package let specReplicasPath = Value<String>(
        1, "Where the number that is wanted is, such as `.spec.replicas`.", required: true)
    package let statusReplicasPath = Value<String>(
        2, "Where the number that there is, is, such as `.status.replicas`.", required: true)
    package let labelSelectorPath = Value<String>(
        3, "Where the selector of the Pods is, as text, such as `.status.selector`.", optional: true)
}
package typealias CustomResourceSubresourceScale = Object<CustomResourceSubresourceScaleShape>

package struct CustomResourceConversionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion",
        "How objects are turned from one version into another.")

    package let strategy = Value<String>(
        1, "`None` to change nothing but `apiVersion`, `Webhook` to ask a program.", required: true, oneOf: ["None", "Webhook"])
    package let webhook = Field<WebhookConversion>(2, "The program; only for `Webhook`.")
}
package typealias CustomResourceConversion = Object<CustomResourceConversionShape>

package struct WebhookConversionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion",
        "A program that turns objects from one version into another.")

    package let clientConfig = Field<CustomResourceWebhookClientConfig>(2, "How it is reached.")
    package let conversionReviewVersions = Value<[String]>(
        3, "The versions of ConversionReview it knows, the preferred one first.", required: true, list: .atomic)
}
package typealias WebhookConversion = Object<WebhookConversionShape>

package struct CustomResourceWebhookClientConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig",
        "How a program is reached: by a Service or by a URL.")

    package let service = Field<CustomResourceServiceReference>(1, "The Service in this cluster.")
    package let caBundle = Field<Base64Bytes>(
        2, "The certificates that the program's certificate must lead to, in PEM, in base64.")
    package let url = Value<String>(3, "The address, beginning with `https://`.", optional: true)
}
package typealias CustomResourceWebhookClientConfig = Object<CustomResourceWebhookClientConfigShape>

package struct CustomResourceServiceReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference", "Names a Service that answers calls.")

    package let namespace = Value<String>(1, "Its namespace.", required: true)
    package let name = Value<String>(2, "Its name.", required: true)
    package let path = Value<String>(3, "The path of the calls.", optional: true)
    package let port = Field<Int32>(4, "Its port.", default: 443)
}
package typealias CustomResourceServiceReference = Object<CustomResourceServiceReferenceShape>

package struct CustomResourceDefinitionStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus",
        "Whether a custom kind is served.")

    package let conditions = Value<[CustomResourceDefinitionCondition]>(
        1, "Aspects of its state: `NamesAccepted`, `Established`, `NonStructuralSchema`, `Terminating`.", list: .map,
        mergeKeys: ["type"])
    package let acceptedNames = Value<CustomResourceDefinitionNames>(2, "The names that the kind is served under.", default: [:])
    package let storedVersions = Value<[String]>(
        3, "The versions that objects were ever stored in; none of them can be taken out of `spec.versions`.", list: .atomic)
    package let observedGeneration = Value<Int64>(
        4, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
}
package typealias CustomResourceDefinitionStatus = Object<CustomResourceDefinitionStatusShape>

package struct CustomResourceDefinitionConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition",
        "One aspect of a custom kind's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
    package let observedGeneration = Value<Int64>(6, "The `metadata.generation` that this was found for.")
}
package typealias CustomResourceDefinitionCondition = Object<CustomResourceDefinitionConditionShape>

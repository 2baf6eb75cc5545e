import JSON
package import Schema

package struct CustomResourceValidationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation",
        "What objects of a custom kind look like.")

    package let openAPIV3Schema = Field<JSONSchemaProps>(1, "Their schema.")
}
package typealias CustomResourceValidation = Object<CustomResourceValidationShape>

package struct JSONSchemaPropsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
        "A schema as in OpenAPI 3.0, with Kubernetes' additions.")

    package let id = Value<String>(1, "Not allowed in schemas of custom kinds.")
    package let schemaAddress = Value<String>(2, "Not allowed in schemas of custom kinds.", name: "$schema")
    package let reference = Value<String>(
        3, "Not allowed in schemas of custom kinds.", optional: true, name: "$ref")
    package let description = Value<String>(4, "What the value is for; shown by `kubectl explain`.")
    package let type = Value<String>(5, "`object`, `array`, `string`, `integer`, `number` or `boolean`.")
    package let format = Value<String>(6, "What a string or number is, such as `date-time`, `byte` or `int32`.")
    package let title = Value<String>(7, "A heading.")
    package let `default` = Field<CustomResourceJSON>(8, "The value when none is given.")
    package let maximum = Field<Double>(9, "The largest number allowed.")
    package let exclusiveMaximum = Value<Bool>(10, "Whether `maximum` itself is not allowed.")
    package let minimum = Field<Double>(11, "The smallest number allowed.")
    package let exclusiveMinimum = Value<Bool>(12, "Whether `minimum` itself is not allowed.")
    package let maxLength = Field<Int64>(13, "The most characters a string may have.")
    package let minLength = Field<Int64>(14, "The fewest characters a string may have.")
    package let pattern = Value<String>(15, "A regular expression that must match somewhere in a string.")
    package let maxItems = Field<Int64>(16, "The most elements a list may have.")
    package let minItems = Field<Int64>(17, "The fewest elements a list may have.")
    package let uniqueItems = Value<Bool>(18, "Must be false; see `x-kubernetes-list-type`.")
    package let multipleOf = Field<Double>(19, "A number must be a whole multiple of this.")
    package let `enum` = Value<[CustomResourceJSON]>(20, "The values allowed.", list: .atomic)
    package let maxProperties = Field<Int64>(21, "The most members an object may have.")
    package let minProperties = Field<Int64>(22, "The fewest members an object may have.")
    package let required = Value<[String]>(23, "The members an object must have.", list: .atomic)
    package let items = Field<JSONSchemaPropsOrArray>(24, "The schema of a list's elements.")
    package let allOf = Value<[JSONSchemaProps]>(
        25, "Schemas that must all hold; they may not say anything about types.", list: .atomic)
    package let oneOf = Value<[JSONSchemaProps]>(26, "Schemas of which exactly one must hold.", list: .atomic)
    package let anyOf = Value<[JSONSchemaProps]>(27, "Schemas of which at least one must hold.", list: .atomic)
    package let not = Field<JSONSchemaProps>(28, "A schema that must not hold.")
    package let properties = Value<[String: JSONSchemaProps]>(29, "The schemas of an object's members, by name.")
    package let additionalProperties = Field<JSONSchemaPropsOrBool>(
        30, "The schema of all members of an object that is used as a map; excludes `properties`.")
    package let patternProperties = Value<[String: JSONSchemaProps]>(31, "Not allowed in schemas of custom kinds.")
    package let dependencies = Value<[String: JSONSchemaPropsOrStringArray]>(
        32, "Not allowed in schemas of custom kinds.")
    package let additionalItems = Field<JSONSchemaPropsOrBool>(33, "Not allowed in schemas of custom kinds.")
    package let definitions = Value<[String: JSONSchemaProps]>(34, "Not allowed in schemas of custom kinds.")
    package let externalDocs = Field<ExternalDocumentation>(35, "Where there is more to read.")
    package let example = Field<CustomResourceJSON>(36, "A value for example.")
    package let nullable = Value<Bool>(37, "Whether `null` is allowed.")
    package let preserveUnknownFields = Field<Bool>(
        38, "True to keep members that the schema does not know.", name: "x-kubernetes-preserve-unknown-fields")
    package let embeddedResource = Value<Bool>(
        39, "Whether the value is an API object of its own, with `apiVersion`, `kind` and `metadata`.",
        name: "x-kubernetes-embedded-resource")
    package let intOrString = Value<Bool>(
        40, "Whether the value is a whole number or a string.", name: "x-kubernetes-int-or-string")
    package let listMapKeys = Value<[String]>(
        41, "The members by which elements of a list of type `map` are told apart.", list: .atomic,
        name: "x-kubernetes-list-map-keys")
    package let listType = Value<String>(
        42, "How a list is merged: `atomic` as a whole, `set` by value, `map` by the keys of its elements.", optional: true,
        name: "x-kubernetes-list-type")
    package let mapType = Value<String>(
        43, "How an object is merged: `granular` member by member, `atomic` as a whole.", optional: true,
        name: "x-kubernetes-map-type")
    package let validations = Value<[CustomResourceValidationRule]>(
        44, "Expressions that must hold.", list: .map, mergeKeys: ["rule"], patch: .merge, patchMergeKey: "rule",
        name: "x-kubernetes-validations")
}
package typealias JSONSchemaProps = Object<JSONSchemaPropsShape>

package struct ExternalDocumentationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation", "Where there is more to read.")

    package let description = Value<String>(1, "What is there.")
    package let url = Value<String>(2, "The address.")
}
package typealias ExternalDocumentation = Object<ExternalDocumentationShape>

package struct CustomResourceValidationRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule", "An expression that must hold.")

    package let rule = Value<String>(
        1, "The expression, in CEL; the value is `self`, the one before a change `oldSelf`.", required: true)
    package let message = Value<String>(2, "What the client is told otherwise.")
    package let messageExpression = Value<String>(3, "An expression that makes the message.")
    package let reason = Value<String>(
        4,
        "The reason in the answer: `FieldValueInvalid`, `FieldValueForbidden`, `FieldValueRequired` or "
            + "`FieldValueDuplicate`.", optional: true)
    package let fieldPath = Value<String>(5, "The field that the error is about, such as `.spec.size`.")
    package let optionalOldSelf = Field<Bool>(6, "True: `oldSelf` may be absent, and the rule holds for new values, too.")
}
package typealias CustomResourceValidationRule = Object<CustomResourceValidationRuleShape>

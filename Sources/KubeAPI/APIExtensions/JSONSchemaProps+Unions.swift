package import Schema

/// What a schema has in places where JSON allows one thing or another.
package enum JSONSchemaPropsOrArrayShape: UnionShape {
    package static let union = SchemaUnion(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
        "A schema, or a list of schemas. For custom kinds it must be one schema.",
        [.init(2, [JSONSchemaProps].schemaType), .init(1, JSONSchemaProps.schemaType)])
}
package typealias JSONSchemaPropsOrArray = Union<JSONSchemaPropsOrArrayShape>

package enum JSONSchemaPropsOrBoolShape: UnionShape {
    package static let union = SchemaUnion(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
        "A schema, or whether anything at all is allowed.",
        [.init(2, JSONSchemaProps.schemaType, flag: 1), .init(1, .bool)], refusal: "boolean or JSON schema expected")
}
package typealias JSONSchemaPropsOrBool = Union<JSONSchemaPropsOrBoolShape>

package enum JSONSchemaPropsOrStringArrayShape: UnionShape {
    package static let union = SchemaUnion(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
        "A schema, or a list of names.", [.init(2, [String].schemaType), .init(1, JSONSchemaProps.schemaType)])
}
package typealias JSONSchemaPropsOrStringArray = Union<JSONSchemaPropsOrStringArrayShape>

package enum CustomResourceJSONShape: UnionShape {
    package static let union = SchemaUnion(
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
        "Any value that JSON can say: a boolean, a number, a string, a list, an object or null.", [.init(1, .any)])
}
package typealias CustomResourceJSON = Union<CustomResourceJSONShape>

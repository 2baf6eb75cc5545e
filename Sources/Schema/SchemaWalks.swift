package import JSON

/// How the objects of a kind that was defined at run time are read and completed: its schema says more, and other things,
/// than the fields of an `ObjectSchema` can. What merges (patches, server-side apply) goes by the fields all the same.
package protocol SchemaWalks: Sendable {
    /// As `ObjectSchema.read`: what is unknown is left out and named. Types are checked later, with all other rules.
    func read(_ value: JSONValue) throws(SchemaTypeError) -> SchemaReading
    /// As `ObjectSchema.applyDefaults`.
    func applyDefaults(to value: inout JSONValue)
    /// The schema as clients published it, for OpenAPI documents: an object with `properties`.
    var published: JSONObject { get }
}

import JSON
import KubeAPI
import Schema
import Transport

/// Answers a create of something that is not stored.
struct CreateVirtual: Sendable {
    let resource: any VirtualResource
    let schema: ObjectSchema

    func respond(
        to request: HTTPRequest, query: Query, attributes: RequestAttributes
    ) async throws(StatusError) -> HTTPResponse {
        let path = resource.path
        try BodyDecoder.checkMediaType(request)
        let options = try WriteOptions(request, query: query, verb: attributes.verb)
        let decoder = BodyDecoder(kind: path.kind, apiVersion: path.kindAPIVersion, schema: schema, options)
        let decoded = try decoder.decode(request)
        let namespace = decoded.object[path: "metadata", "namespace"]?.stringValue ?? ""
        guard namespace.isEmpty || attributes.namespace.isEmpty || namespace == attributes.namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        var object = decoded.object
        Self.place(&object, in: attributes.namespace)
        schema.applyDefaults(to: &object)
        let management = FieldManagement(
            schema: schema, kind: path.kind, apiVersion: path.kindAPIVersion, subresource: path.subresource)
        let managedFields = management.created(object, by: options.manager, at: Timestamp.now.rfc3339)
        var answer = try await resource.create(object, attributes: attributes)
        if resource.repeatsRequest, let managedFields { answer[path: ["metadata", "managedFields"]] = managedFields }
        return Answer.json(answer, status: 201, warnings: decoded.warnings)
    }

    /// The object is where the request is.
    private static func place(_ object: inout JSONValue, in namespace: String) {
        if namespace.isEmpty {
            object.edit("metadata") { $0["namespace"] = nil }
        } else {
            object[path: ["metadata", "namespace"]] = .string(namespace)
        }
    }
}

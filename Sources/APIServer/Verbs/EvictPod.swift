import JSON
import KubeAPI
import Schema
import Transport

/// Deletes a Pod on behalf of who drains a node: `pods/eviction`. No PodDisruptionBudgets are served, so none is asked.
struct EvictPod: Verb {
    let delete: Delete

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let isDryRun = try context.isDryRun()
        let decoder = try BodyDecoder(
            kind: "Eviction", apiVersion: "policy/v1", schema: EvictionShape.shape.schema, query: context.query)
        let eviction = try decoder.decode(context.request).object
        let name = eviction[path: "metadata", "name"]?.stringValue ?? ""
        guard name.isEmpty || name == context.attributes.name else {
            throw .badRequest("name in URL does not match name in Eviction object")
        }
        var options = try DeletionOptions(eviction["deleteOptions"] ?? .emptyObject, query: context.query)
        options.isDryRun = options.isDryRun || isDryRun
        _ = try await delete.delete(context, name: context.attributes.name, options)
        return Answer.success(code: 201, status: 201)
    }
}

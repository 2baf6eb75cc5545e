import JSON
import KubeAPI
import Schema

/// The paths of one group's version, with the operations of each.
struct OpenAPIPaths {
    private let version: OpenAPIVersion
    private let served: ServedGroups.Version

    init(_ served: ServedGroups.Version, version: OpenAPIVersion) {
        self.served = served
        self.version = version
    }

    /// One operation before it has its OpenAPI form.
    private struct Operation {
        let method: String
        let verb: String
        let type: ResourceType
        /// The kind of the body, which a subresource may have of its own.
        let kind: ResourceType
        let subresource: String
        let body: String?
        let answer: String?
        /// Kinds defined at run time have no strategic merge patch.
        let isCustom: Bool

        var patchTypes: [String] {
            let types = ["application/json-patch+json", "application/merge-patch+json"]
            return types + (isCustom ? [] : ["application/strategic-merge-patch+json"]) + ["application/apply-patch+yaml"]
        }
    }

    /// Every path with its item, made one at a time.
    func visit(_ body: (String, JSONValue) -> Void) {
        for resource in served.resources {
            let type = resource.type
            let scoped = type.isNamespaced ? "\(served.path)/namespaces/{namespace}" : served.path
            let collection = "\(scoped)/\(type.plural)"
            if type.isNamespaced, resource.verbs.contains("list") {
                emit("\(served.path)/\(type.plural)", [operation("get", "list", resource)], [], body)
            }
            let scope = type.isNamespaced ? [OpenAPIParameter.namespace] : []
            emit(collection, operations(resource, Self.collectionVerbs), scope, body)
            emit("\(collection)/{name}", operations(resource, Self.objectVerbs), [.name] + scope, body)
            for subresource in resource.subresources {
                let path = "\(collection)/{name}/\(subresource.name)"
                emit(path, operations(resource, subresource), [.name] + scope, body)
            }
        }
    }

    private static let collectionVerbs = [("get", "list"), ("post", "create"), ("delete", "deletecollection")]
    private static let objectVerbs = [("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete")]

    private func operations(_ resource: ServedResource, _ verbs: [(String, String)]) -> [Operation] {
        verbs.filter { resource.verbs.contains($0.1) }.map { operation($0.0, $0.1, resource) }
    }

    private func operation(_ method: String, _ verb: String, _ resource: ServedResource) -> Operation {
        let name = resource.schema.name
        let body: String? =
            switch verb {
            case "create", "update": name
            case "delete", "deletecollection": Self.deleteOptions
            default: nil
            }
        let answer: String =
            switch verb {
            case "list": name + "List"
            case "delete", "deletecollection": Self.status
            default: name
            }
        return Operation(
            method: method, verb: verb, type: resource.type, kind: resource.type, subresource: "", body: body,
            answer: answer, isCustom: resource.schema.walks != nil)
    }

    private func operations(_ resource: ServedResource, _ subresource: Subresource) -> [Operation] {
        let foreign = subresource.foreignKind
        let kind = ResourceType(
            group: foreign?.group ?? served.group, version: foreign?.version ?? served.version, plural: "", singular: "",
            kind: subresource.kind, isNamespaced: resource.type.isNamespaced)
        let isOwnKind = foreign == nil && subresource.kind == resource.type.kind
        let name = isOwnKind ? resource.schema.name : OpenAPIKinds.schema(of: kind)?.name
        return [("get", "get"), ("post", "create"), ("put", "update"), ("patch", "patch")].compactMap { method, verb in
            guard subresource.verbs.contains(verb) else { return nil }
            return Operation(
                method: method, verb: verb, type: resource.type, kind: kind, subresource: subresource.name,
                body: verb == "create" || verb == "update" ? name : nil, answer: name,
                isCustom: resource.schema.walks != nil)
        }
    }

    private static let deleteOptions = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"
    private static let status = "io.k8s.apimachinery.pkg.apis.meta.v1.Status"

    private func emit(
        _ path: String, _ operations: [Operation], _ shared: [OpenAPIParameter], _ body: (String, JSONValue) -> Void
    ) {
        guard !operations.isEmpty else { return }
        var item = JSONObject()
        for operation in operations {
            item.append(operation.method, .object(json(operation, isNamespaced: path.contains("{namespace}"))))
        }
        item.append("parameters", .array((shared + [.pretty]).map { $0.json(version) }))
        body(path, .object(item))
    }

    private func json(_ operation: Operation, isNamespaced: Bool) -> JSONObject {
        let action = ["create": "post", "update": "put"][operation.verb] ?? operation.verb
        var object: JSONObject = [
            "operationId": .string(identifier(operation, isNamespaced: isNamespaced)),
            "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": OpenAPIDefinitions.groupVersionKind(operation.kind),
        ]
        var parameters = OpenAPIParameter.parameters(of: operation.verb).map { $0.json(version) }
        appendBody(operation, &object, &parameters)
        if !parameters.isEmpty { object.append("parameters", .array(parameters)) }
        object.append("responses", responses(operation))
        return object
    }

    private func appendBody(_ operation: Operation, _ object: inout JSONObject, _ parameters: inout [JSONValue]) {
        let schema: JSONValue
        if operation.verb == "patch" {
            schema = ["type": "object"]
        } else if let body = operation.body {
            schema = reference(body)
        } else {
            return
        }
        let types: [String] = operation.verb == "patch" ? operation.patchTypes : ["application/json"]
        switch version {
        case .v2:
            parameters.append(["name": "body", "in": "body", "required": true, "schema": schema])
            object.append("consumes", types.json)
        case .v3:
            let content = types.map { JSONObject.Member(key: $0, value: ["schema": schema]) }
            object.append("requestBody", ["required": true, "content": .object(JSONObject(content))])
        }
    }

    private func responses(_ operation: Operation) -> JSONValue {
        var answer: JSONObject = ["description": "OK"]
        if let name = operation.answer {
            switch version {
            case .v2: answer.append("schema", reference(name))
            case .v3: answer.append("content", ["application/json": ["schema": reference(name)]])
            }
        }
        return ["200": .object(answer)]
    }

    private func reference(_ name: String) -> JSONValue { ["$ref": .string(version.reference(name))] }

    /// `createCoreV1NamespacedPodEviction`: unique, as OpenAPI asks for.
    private func identifier(_ operation: Operation, isNamespaced: Bool) -> String {
        let verb = ["get": "read", "update": "replace", "deletecollection": "deleteCollection"][operation.verb]
        let group = served.group.split(separator: ".").first.map { Self.capitalized($0) } ?? "Core"
        let scope = isNamespaced ? "Namespaced" : ""
        let everywhere = operation.type.isNamespaced && !isNamespaced ? "ForAllNamespaces" : ""
        return (verb ?? operation.verb) + group + Self.capitalized(Substring(served.version)) + scope
            + operation.type.kind + Self.capitalized(Substring(operation.subresource)) + everywhere
    }

    private static func capitalized(_ text: Substring) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

/// The schemas of the kinds that operations take and answer with.
enum OpenAPIKinds {
    static func schema(of type: ResourceType) -> ObjectSchema? {
        (BuiltInTypes.all + BuiltInTypes.subresourceKinds).first {
            $0.type.kind == type.kind && $0.type.apiVersion == type.apiVersion
        }?.schema
    }
}

import APIServer
import JSON
import KubeAPI
import Schema
import Testing

private let documents = OpenAPIDocuments(definitions: discoveryDefinitions)

private func json(_ path: String) throws -> JSONValue {
    try JSONReader.read(try #require(documents.response(path: path, accept: "application/json")).bytes)
}

/// Every `$ref` in a tree.
private func references(_ value: JSONValue) -> Set<String> {
    switch value {
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(references($1)) }
    case .object(let object):
        object.reduce(into: []) { found, member in
            if member.key == "$ref", let name = member.value.stringValue { found.insert(name) }
            found.formUnion(references(member.value))
        }
    default: []
    }
}

@Suite struct OpenAPIDocumentsTests {
    @Test func indexNamesEveryVersionWithADigest() throws {
        let paths = try json("/openapi/v3")["paths"]?.objectValue ?? JSONObject()
        #expect(paths.keys.contains("api/v1"))
        #expect(paths.keys.contains("apis/apps/v1"))
        for path in paths {
            let address = try #require(path.value["serverRelativeURL"]?.stringValue)
            let parts = address.split(separator: "?")
            #expect(parts.count == 2 && parts[1].hasPrefix("hash="))
            #expect(documents.response(path: String(parts[0]), accept: nil) != nil, "\(address)")
        }
    }

    @Test(arguments: ["/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/openapi/v2"])
    func everyReferenceLeadsSomewhere(path: String) throws {
        let document = try json(path)
        let definitions = document["definitions"] ?? document[path: "components", "schemas"]
        let prefix = path == "/openapi/v2" ? "#/definitions/" : "#/components/schemas/"
        let used = references(document)
        #expect(!used.isEmpty)
        for reference in used {
            #expect(reference.hasPrefix(prefix))
            #expect(definitions?[String(reference.dropFirst(prefix.count))] != nil, "\(reference)")
        }
    }

    @Test func kindsCanBeFoundByGroupVersionAndKind() throws {
        let schemas = try json("/openapi/v3/apis/apps/v1")[path: "components", "schemas"]
        let kind = schemas?["io.k8s.api.apps.v1.Deployment"]?["x-kubernetes-group-version-kind"]
        #expect(kind == [["group": "apps", "version": "v1", "kind": "Deployment"]])
        let list = schemas?["io.k8s.api.apps.v1.DeploymentList"]
        #expect(list?["x-kubernetes-group-version-kind"]?.arrayValue?.first?["kind"] == "DeploymentList")
        #expect(list?["required"] == ["items"])
    }

    @Test func fieldsCarryWhatPatchesNeed() throws {
        let schemas = try json("/openapi/v3/api/v1")[path: "components", "schemas"]
        let containers = schemas?[path: "io.k8s.api.core.v1.PodSpec", "properties", "containers"]
        #expect(containers?["x-kubernetes-patch-strategy"] == "merge")
        #expect(containers?["x-kubernetes-patch-merge-key"] == "name")
        #expect(containers?["x-kubernetes-list-type"] == "map")
        #expect(containers?["x-kubernetes-list-map-keys"] == ["name"])
        let port = schemas?[path: "io.k8s.api.core.v1.ServicePort", "properties", "protocol"]
        #expect(port?["default"] == "TCP")
        #expect(port?["enum"] == ["SCTP", "TCP", "UDP"])
    }

    @Test func writesTakeTheParametersClientsLookFor() throws {
        let item = try json("/openapi/v3/apis/apps/v1")["paths"]?["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]
        for method in ["put", "patch"] {
            let names = item?[method]?["parameters"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            #expect(names.contains("fieldValidation") && names.contains("dryRun"), "\(method)")
        }
        #expect(item?[path: "patch", "x-kubernetes-group-version-kind", "kind"] == "Deployment")
        #expect(item?[path: "patch", "x-kubernetes-action"] == "patch")
    }

    @Test func operationIdentifiersAreUnique() throws {
        var seen: Set<String> = []
        for item in try json("/openapi/v2")["paths"]?.objectValue ?? JSONObject() {
            for operation in item.value.objectValue ?? JSONObject() where operation.key != "parameters" {
                let identifier = try #require(operation.value["operationId"]?.stringValue)
                #expect(seen.insert(identifier).inserted, "\(identifier)")
            }
        }
        #expect(seen.count > 100)
    }

    @Test func protobufFormIsGivenToThoseWhoNameItFirst() throws {
        let type = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
        let document = try #require(documents.response(path: "/openapi/v2", accept: type))
        // Go's clients refuse an answer whose media type has an `@`.
        #expect(document.contentType == "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        // Field 1, five bytes less two: "2.0".
        #expect(document.bytes.prefix(5) == [0x0A, 3, 0x32, 0x2E, 0x30])
        let plain = documents.response(path: "/openapi/v2", accept: "application/json, \(type)")
        #expect(plain?.contentType == "application/json")
    }

    @Test(arguments: ["/openapi/v3/api/v2", "/openapi/v3/apis/none/v1", "/openapi/v1", "/openapi/v3x"])
    func otherPathsHaveNoDocument(path: String) {
        #expect(documents.response(path: path, accept: nil) == nil)
    }
}

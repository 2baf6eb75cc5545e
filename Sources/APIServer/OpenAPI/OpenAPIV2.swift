import JSON
import Schema

/// The one OpenAPI 2.0 document, as JSON and as the protobuf message `openapi.v2.Document` of gnostic, which older clients
/// ask for.
struct OpenAPIV2 {
    let served: ServedGroups

    func json() -> [UInt8] {
        var document = OpenAPIText()
        document.member("swagger", "2.0")
        document.member("info", OpenAPIText.info)
        document.object("paths") { paths in
            for version in served.versions {
                OpenAPIPaths(version, version: .v2).visit { path, item in paths.member(path, item) }
            }
        }
        document.object("definitions") { definitions in
            served.definitions(of: served.versions, for: .v2).visit { definitions.member($0, $1) }
        }
        return document.bytes
    }

    func protobuf() -> [UInt8] {
        var document = WireWriter()
        document.text(1, "2.0")
        document.message(2) { info in
            info.text(1, "Kubernetes")
            info.text(2, VersionDocument.kubernetesVersion)
        }
        document.message(8) { paths in
            for version in served.versions {
                OpenAPIPaths(version, version: .v2).visit { path, item in
                    paths.named(2, path) { $0.pathItem(item) }
                }
            }
        }
        document.message(9) { definitions in
            served.definitions(of: served.versions, for: .v2).visit { name, schema in
                definitions.named(1, name) { $0.schema(schema) }
            }
        }
        return document.bytes
    }
}

/// The messages of gnostic's `OpenAPIv2.proto`, from their JSON form; the numbers are that file's.
extension WireWriter {
    /// A pair of name and message, which stands for an entry of a map.
    mutating func named(_ number: Int, _ name: String, _ fill: (inout WireWriter) -> Void) {
        message(number) { pair in
            pair.text(1, name)
            pair.message(2, fill)
        }
    }

    fileprivate mutating func pathItem(_ item: JSONValue) {
        for (number, method) in [(2, "get"), (3, "put"), (4, "post"), (5, "delete"), (8, "patch")] {
            if let operation = item[method] { message(number) { $0.operation(operation) } }
        }
        for parameter in item["parameters"]?.arrayValue ?? [] { message(9) { $0.parameterItem(parameter) } }
    }

    private mutating func operation(_ operation: JSONValue) {
        text(5, operation["operationId"]?.stringValue ?? "")
        for type in operation["consumes"]?.arrayValue ?? [] { text(7, type.stringValue ?? "") }
        for parameter in operation["parameters"]?.arrayValue ?? [] { message(8) { $0.parameterItem(parameter) } }
        message(9) { responses in
            for response in operation["responses"]?.objectValue ?? JSONObject() {
                responses.named(1, response.key) { value in
                    value.message(1) { answer in
                        answer.text(1, response.value["description"]?.stringValue ?? "")
                        if let schema = response.value["schema"] { answer.message(2) { $0.message(1) { $0.schema(schema) } } }
                    }
                }
            }
        }
        extensions(13, operation)
    }

    private mutating func parameterItem(_ parameter: JSONValue) {
        let place = parameter["in"]?.stringValue ?? ""
        message(1) { item in
            if place == "body" {
                item.message(1) { body in
                    body.text(2, "body")
                    body.text(3, "body")
                    body.varint(4, 1)
                    if let schema = parameter["schema"] { body.message(5) { $0.schema(schema) } }
                }
            } else {
                item.message(2) { $0.message(place == "path" ? 4 : 3) { $0.simpleParameter(parameter, place) } }
            }
        }
    }

    private mutating func simpleParameter(_ parameter: JSONValue, _ place: String) {
        if place == "path" { varint(1, 1) }
        text(2, place)
        text(3, parameter["description"]?.stringValue ?? "")
        text(4, parameter["name"]?.stringValue ?? "")
        // A query parameter has one more field in front of its type.
        text(place == "path" ? 5 : 6, parameter["type"]?.stringValue ?? "")
    }

    fileprivate mutating func schema(_ schema: JSONValue) {
        if let reference = schema["$ref"]?.stringValue { text(1, reference) }
        if let format = schema["format"]?.stringValue { text(2, format) }
        if let description = schema["description"]?.stringValue { text(4, description) }
        for name in schema["required"]?.arrayValue ?? [] { text(19, name.stringValue ?? "") }
        if let values = schema["additionalProperties"] { message(21) { $0.message(1) { $0.schema(values) } } }
        if let type = schema["type"]?.stringValue { message(22) { $0.text(1, type) } }
        if let items = schema["items"] { message(23) { $0.message(1) { $0.schema(items) } } }
        if let properties = schema["properties"]?.objectValue {
            message(25) { list in
                for property in properties { list.named(1, property.key) { $0.schema(property.value) } }
            }
        }
        extensions(31, schema)
    }

    /// Members that begin with `x-`, each as YAML; JSON is YAML.
    mutating func extensions(_ number: Int, _ object: JSONValue) {
        for member in object.objectValue ?? JSONObject() where member.key.hasPrefix("x-") {
            named(number, member.key) { $0.text(2, JSONWriter.string(member.value)) }
        }
    }
}

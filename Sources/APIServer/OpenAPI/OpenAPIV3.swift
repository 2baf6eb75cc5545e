import JSON
import Schema

/// The OpenAPI 3.0 document of one version, as JSON and as the protobuf message `openapi.v3.Document` of gnostic.
struct OpenAPIV3 {
    let served: ServedGroups
    let version: ServedGroups.Version

    func json() -> [UInt8] {
        var document = OpenAPIText()
        document.member("openapi", "3.0.0")
        document.member("info", OpenAPIText.info)
        document.object("paths") { paths in
            OpenAPIPaths(version, version: .v3).visit { path, item in paths.member(path, item) }
        }
        document.object("components") { components in
            components.object("schemas") { schemas in
                served.definitions(of: [version], for: .v3).visit { name, schema in schemas.member(name, schema) }
            }
        }
        return document.bytes
    }

    func protobuf() -> [UInt8] {
        var document = WireWriter()
        document.text(1, "3.0.0")
        document.message(2) { info in
            info.text(1, "Kubernetes")
            info.text(6, VersionDocument.kubernetesVersion)
        }
        document.message(4) { paths in
            OpenAPIPaths(version, version: .v3).visit { path, item in
                paths.named(1, path) { $0.pathItem(item) }
            }
        }
        document.message(5) { components in
            components.message(1) { schemas in
                served.definitions(of: [version], for: .v3).visit { name, schema in
                    schemas.named(1, name) { $0.schemaOrReference(schema) }
                }
            }
        }
        return document.bytes
    }
}

/// The messages of gnostic's `OpenAPIv3.proto`, from their JSON form; the numbers are that file's. Only what our documents use.
extension WireWriter {
    fileprivate mutating func pathItem(_ item: JSONValue) {
        for (number, method) in [(4, "get"), (5, "put"), (6, "post"), (7, "delete"), (10, "patch")] {
            if let operation = item[method] { message(number) { $0.operation(operation) } }
        }
        for parameter in item.list("parameters") { message(13) { $0.message(1) { $0.parameter(parameter) } } }
    }

    private mutating func operation(_ operation: JSONValue) {
        text(5, operation.text("operationId"))
        for parameter in operation.list("parameters") { message(6) { $0.message(1) { $0.parameter(parameter) } } }
        if let body = operation["requestBody"] {
            message(7) { reference in
                reference.message(1) { request in
                    request.mediaTypes(2, body)
                    if body["required"]?.boolValue == true { request.varint(3, 1) }
                }
            }
        }
        message(8) { responses in
            for response in operation.map("responses") {
                responses.named(2, response.key) { reference in
                    reference.message(1) { answer in
                        answer.text(1, response.value.text("description"))
                        answer.mediaTypes(3, response.value)
                    }
                }
            }
        }
        extensions(13, operation)
    }

    private mutating func mediaTypes(_ number: Int, _ body: JSONValue) {
        guard let content = body["content"]?.objectValue else { return }
        message(number) { types in
            for type in content {
                types.named(1, type.key) { media in
                    if let schema = type.value["schema"] { media.message(1) { $0.schemaOrReference(schema) } }
                }
            }
        }
    }

    private mutating func parameter(_ parameter: JSONValue) {
        text(1, parameter.text("name"))
        text(2, parameter.text("in"))
        text(3, parameter.text("description"))
        if parameter["required"]?.boolValue == true { varint(4, 1) }
        if let schema = parameter["schema"] { message(10) { $0.schemaOrReference(schema) } }
    }

    fileprivate mutating func schemaOrReference(_ schema: JSONValue) {
        if let reference = schema["$ref"]?.stringValue {
            message(2) { $0.text(1, reference) }
        } else {
            message(1) { $0.schema3(schema) }
        }
    }

    private mutating func schema3(_ schema: JSONValue) {
        if schema["nullable"]?.boolValue == true { varint(1, 1) }
        for (number, name) in [(11, "maximum"), (13, "minimum")] {
            if let bound = schema[name]?.doubleValue { double(number, bound) }
        }
        for (number, name) in [
            (15, "maxLength"), (16, "minLength"), (18, "maxItems"), (19, "minItems"), (21, "maxProperties"),
            (22, "minProperties"),
        ] { if let bound = schema[name]?.intValue { varint(number, UInt64(bitPattern: bound)) } }
        if let pattern = schema["pattern"]?.stringValue { text(17, pattern) }
        if schema["uniqueItems"]?.boolValue == true { varint(20, 1) }
        for name in schema.texts("required") { text(23, name) }
        for value in schema.list("enum") { message(24) { $0.text(2, JSONWriter.string(value)) } }
        if let type = schema["type"]?.stringValue { text(25, type) }
        for (number, name) in [(26, "allOf"), (27, "oneOf"), (28, "anyOf")] {
            for part in schema.list(name) { message(number) { $0.schemaOrReference(part) } }
        }
        if let items = schema["items"] { message(30) { $0.message(1) { $0.schemaOrReference(items) } } }
        if let properties = schema["properties"]?.objectValue {
            message(31) { list in
                for property in properties { list.named(1, property.key) { $0.schemaOrReference(property.value) } }
            }
        }
        additionalProperties(schema)
        if let value = schema["default"] { message(33) { $0.defaultValue(value) } }
        if let description = schema["description"]?.stringValue { text(34, description) }
        if let format = schema["format"]?.stringValue { text(35, format) }
        extensions(36, schema)
    }

    private mutating func additionalProperties(_ schema: JSONValue) {
        switch schema["additionalProperties"] {
        case .bool(let flag)?: message(32) { $0.varint(2, flag ? 1 : 0) }
        case .object(let values)?: message(32) { $0.message(1) { $0.schemaOrReference(.object(values)) } }
        default: break
        }
    }

    /// Lists and objects have no place in this message.
    private mutating func defaultValue(_ value: JSONValue) {
        switch value {
        case .int, .double: if let number = value.doubleValue { double(1, number) }
        case .bool(let flag): varint(2, flag ? 1 : 0)
        case .string(let text): self.text(3, text)
        default: break
        }
    }
}

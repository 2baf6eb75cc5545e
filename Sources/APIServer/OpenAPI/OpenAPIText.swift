import JSON

/// A JSON object that is written member by member, so that a large document never exists as a tree.
struct OpenAPIText {
    private var output: [UInt8] = [UInt8(ascii: "{")]
    private var isEmpty = true

    static let info: JSONValue = ["title": "Kubernetes", "version": .string(VersionDocument.kubernetesVersion)]

    mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        JSONWriter.append(value, to: &output)
    }

    mutating func object(_ name: String, _ fill: (inout OpenAPIText) -> Void) {
        key(name)
        var inner = OpenAPIText()
        fill(&inner)
        output += inner.bytes
    }

    private mutating func key(_ name: String) {
        if !isEmpty { output.append(UInt8(ascii: ",")) }
        isEmpty = false
        JSONWriter.append(string: name, to: &output)
        output.append(UInt8(ascii: ":"))
    }

    var bytes: [UInt8] { output + [UInt8(ascii: "}")] }
}

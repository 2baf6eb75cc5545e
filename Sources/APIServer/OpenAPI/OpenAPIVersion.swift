/// The two generations of OpenAPI that clients ask for; they differ in where definitions live and how bodies are said.
enum OpenAPIVersion: Sendable {
    case v2, v3

    /// The reference to a named definition.
    func reference(_ name: String) -> String {
        switch self {
        case .v2: "#/definitions/\(name)"
        case .v3: "#/components/schemas/\(name)"
        }
    }
}

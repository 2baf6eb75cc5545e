import JSON
import Schema

/// The query and path parameters of operations.
struct OpenAPIParameter: Sendable, Hashable {
    let name: String
    let location: String
    let type: String
    let description: String

    static let name = OpenAPIParameter(name: "name", location: "path", type: "string", description: "The object's name.")
    static let namespace = OpenAPIParameter(
        name: "namespace", location: "path", type: "string", description: "The object's namespace.")
    static let pretty = query("pretty", "Whether the answer is to be indented.")

    private static let dryRun = query("dryRun", "`All` to do everything but store the result.")
    private static let fieldManager = query("fieldManager", "The name under which the written fields are remembered.")
    private static let fieldValidation = query(
        "fieldValidation", "What unknown and repeated fields lead to: Ignore, Warn or Strict.")
    private static let force = query("force", "Whether to take over fields that others have set.", type: "boolean")

    private static let write = [dryRun, fieldManager, fieldValidation]
    private static let delete = [
        dryRun,
        query("gracePeriodSeconds", "Seconds the object is given to end in order.", type: "integer"),
        query("propagationPolicy", "What happens to dependents: Orphan, Background or Foreground."),
        query("orphanDependents", "The older form of propagationPolicy.", type: "boolean"),
    ]
    private static let list = [
        query("labelSelector", "Only objects with these labels."), query("fieldSelector", "Only objects with these fields."),
        query("limit", "The most objects to answer with.", type: "integer"),
        query("continue", "Where the last answer ended."),
        query("resourceVersion", "How fresh the answer must be."),
        query("resourceVersionMatch", "How resourceVersion is meant."),
        query("watch", "Whether to go on with changes.", type: "boolean"),
        query("allowWatchBookmarks", "Whether a watch may send bookmarks.", type: "boolean"),
        query("sendInitialEvents", "Whether a watch begins with the current objects.", type: "boolean"),
        query("timeoutSeconds", "How long the request may take.", type: "integer"),
    ]

    private static func query(_ name: String, _ description: String, type: String = "string") -> OpenAPIParameter {
        OpenAPIParameter(name: name, location: "query", type: type, description: description)
    }

    /// The parameters of an API verb.
    static func parameters(of verb: String) -> [OpenAPIParameter] {
        switch verb {
        case "list": list
        case "create", "update": write
        case "patch": write + [force]
        case "delete": delete
        case "deletecollection": list.filter { $0.name != "watch" } + delete
        default: []
        }
    }

    func json(_ version: OpenAPIVersion) -> JSONValue {
        var object: JSONObject = [
            "name": .string(name), "in": .string(location), "description": .string(description),
        ]
        if location == "path" { object.append("required", true) }
        switch version {
        case .v2:
            object.append("type", .string(type))
            object.append("uniqueItems", true)
        case .v3: object.append("schema", ["type": .string(type), "uniqueItems": true])
        }
        return .object(object)
    }
}

import CEL
import JSON
import KubeAPI

/// What the expressions of policies may name of one write, but for parameters and variables of their own.
enum AdmissionVariables {
    /// - Parameter namespace: the one that the object is in; `nil` for an object that is in none.
    static func values(of operation: AdmissionOperation, namespace: JSONValue?) -> [String: CELValue] {
        var shown = namespace
        shown?.edit("metadata") { $0["managedFields"] = nil }
        return [
            "object": CELValue(json: operation.object ?? .null), "oldObject": CELValue(json: operation.old ?? .null),
            "request": CELValue(json: request(operation)), "namespaceObject": CELValue(json: shown ?? .null),
        ]
    }

    /// The fields of an `AdmissionRequest` but for the objects; empty ones are left out.
    static func request(_ operation: AdmissionOperation) -> JSONValue {
        let type = operation.type
        let kind: JSONValue = ["group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind)]
        let resource: JSONValue = [
            "group": .string(type.group), "version": .string(type.version), "resource": .string(type.plural),
        ]
        let verb = operation.kind.rawValue
        var request: JSONValue = [
            "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource,
            "operation": .string(verb.uppercased()), "userInfo": user(operation.user), "dryRun": .bool(operation.isDryRun),
            "options": ["kind": .string("\(verb.capitalized)Options"), "apiVersion": "meta.k8s.io/v1"],
        ]
        let namespace = operation.isOf("Namespace") ? operation.name : operation.namespace
        for (key, text) in [
            ("subResource", operation.subresource), ("requestSubResource", operation.subresource), ("name", operation.name),
            ("namespace", namespace),
        ] where !text.isEmpty {
            request[key] = .string(text)
        }
        return request
    }

    private static func user(_ user: UserInfo) -> JSONValue {
        var info: JSONValue = ["username": .string(user.name), "groups": .array(user.groups.map { .string($0) })]
        if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
        if !user.extra.isEmpty {
            var extra = JSONObject()
            for (key, values) in user.extra.sorted(by: { $0.key < $1.key }) {
                extra[key] = .array(values.map { .string($0) })
            }
            info["extra"] = .object(extra)
        }
        return info
    }
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

import JSON
import KubeAPI
import Schema
import Transport

/// Events as lines of JSON, each an `Event` of `audit.k8s.io/v1`.
enum AuditEncoder {
    /// One event, without the line's end.
    static func line(_ event: AuditEvent) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        var writer = MemberWriter()
        writer.begin(&output)
        writer.string("kind", "Event", &output)
        writer.string("apiVersion", "audit.k8s.io/v1", &output)
        writer.string("level", event.level.name, &output)
        writer.string("auditID", event.id, &output)
        writer.string("stage", event.stage.rawValue, &output)
        writer.string("requestURI", event.uri, &output)
        writer.string("verb", event.attributes.verb, &output)
        writer.value("user", user(event.caller), &output)
        if event.attributes.user != event.caller { writer.value("impersonatedUser", user(event.attributes.user), &output) }
        if !event.impersonationConstraint.isEmpty {
            let constraint = JSONValue.string(event.impersonationConstraint)
            writer.value("authenticationMetadata", ["impersonationConstraint": constraint], &output)
        }
        if !event.sourceAddresses.isEmpty {
            writer.value("sourceIPs", .array(event.sourceAddresses.map(JSONValue.string)), &output)
        }
        if !event.userAgent.isEmpty { writer.string("userAgent", event.userAgent, &output) }
        if event.attributes.isResourceRequest { writer.value("objectRef", reference(event), &output) }
        if let outcome = event.outcome { writer.value("responseStatus", status(outcome), &output) }
        if let body = tree(event.sent?.body ?? requestBody(event), event) { writer.value("requestObject", body, &output) }
        if let body = tree(tree(event.responseBody), event) { writer.value("responseObject", body, &output) }
        writer.value("requestReceivedTimestamp", event.received.json, &output)
        writer.value("stageTimestamp", event.stageTime.json, &output)
        if !event.annotations.isEmpty {
            writer.value(
                "annotations",
                .object(JSONObject(event.annotations.map { JSONObject.Member(key: $0.key, value: .string($0.value)) })), &output)
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// The body a webhook is sent.
    static func list(_ lines: some Collection<ArraySlice<UInt8>>) -> [UInt8] {
        var output = Array(#"{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["#.utf8)
        for (index, line) in lines.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: line)
        }
        output.append(contentsOf: "]}".utf8)
        return output
    }

    private static func user(_ user: UserInfo) -> JSONValue {
        var object = JSONObject()
        if !user.name.isEmpty { object.append("username", .string(user.name)) }
        if !user.uid.isEmpty { object.append("uid", .string(user.uid)) }
        if !user.groups.isEmpty { object.append("groups", .array(user.groups.map(JSONValue.string))) }
        if !user.extra.isEmpty {
            let extra = user.extra.sorted { $0.key < $1.key }.map {
                JSONObject.Member(key: $0.key, value: .array($0.value.map(JSONValue.string)))
            }
            object.append("extra", .object(JSONObject(extra)))
        }
        return .object(object)
    }

    /// What the path leaves open is said by the object that was sent.
    private static func reference(_ event: AuditEvent) -> JSONValue {
        let attributes = event.attributes
        let sent = event.sent ?? AuditAnnotations.SentObject()
        let parts = [
            ("resource", attributes.resource),
            ("namespace", attributes.namespace.isEmpty ? sent.namespace : attributes.namespace),
            ("name", attributes.name.isEmpty ? sent.name : attributes.name), ("uid", sent.uid),
            ("apiGroup", attributes.group), ("apiVersion", attributes.version), ("resourceVersion", sent.resourceVersion),
            ("subresource", attributes.subresource),
        ]
        return .object(
            JSONObject(parts.filter { !$0.1.isEmpty }.map { JSONObject.Member(key: $0.0, value: .string($0.1)) }))
    }

    private static func status(_ outcome: AuditEvent.Outcome) -> JSONValue {
        if let error = outcome.error?.json.objectValue {
            return .object(JSONObject(error.members.filter { $0.key != "kind" && $0.key != "apiVersion" }))
        }
        return ["metadata": .emptyObject, "code": .int(Int64(outcome.code))]
    }

    /// A patch as it was sent; what a deletion is to heed as Kubernetes shows it: read, with a version of its own.
    private static func requestBody(_ event: AuditEvent) -> JSONValue? {
        let body = tree(event.requestBody)
        guard event.attributes.verb.hasPrefix("delete"), let sent = body else { return body }
        guard sent.objectValue != nil else { return nil }
        var options: JSONObject = ["kind": "DeleteOptions", "apiVersion": "meta.k8s.io/__internal"]
        for field in DeleteOptionsShape.shape.schema.fields where !["kind", "apiVersion"].contains(field.name) {
            if let value = sent[field.name], !value.isNull { options.append(field.name, value) }
        }
        return .object(options)
    }

    /// A body as JSON, whatever it was sent as; `nil` for one that is none.
    private static func tree(_ body: AuditEvent.Body?) -> JSONValue? {
        guard let body, !body.bytes.isEmpty else { return nil }
        let request = HTTPRequest("POST", "/", headers: ["Content-Type": body.contentType], body: body.bytes)
        let patches = [
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
        ]
        return try? BodyDecoder.document(request, accepting: patches, orThrow: { .badRequest($0) }).value
    }

    private static func tree(_ tree: JSONValue?, _ event: AuditEvent) -> JSONValue? {
        guard event.omitsManagedFields, var tree else { return tree }
        tree[path: ["metadata", "managedFields"]] = nil
        tree.editEach("items") { $0[path: ["metadata", "managedFields"]] = nil }
        return tree
    }
}

/// Appends the members of an object one after the other.
private struct MemberWriter {
    private var isFirst = true

    func begin(_ output: inout [UInt8]) { output.append(UInt8(ascii: "{")) }

    mutating func string(_ key: StaticString, _ text: String, _ output: inout [UInt8]) {
        name(key, &output)
        JSONWriter.append(string: text, to: &output)
    }

    mutating func value(_ key: StaticString, _ value: JSONValue, _ output: inout [UInt8]) {
        name(key, &output)
        JSONWriter.append(value, to: &output)
    }

    private mutating func name(_ key: StaticString, _ output: inout [UInt8]) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: key.description.utf8)
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
    }
}

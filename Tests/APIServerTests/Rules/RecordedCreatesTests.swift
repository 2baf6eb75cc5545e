import JSON
import KubeAPI
import Testing

@testable import APIServer

/// Objects as a Kubernetes 1.36 server was asked to create them, and what it made of them or why it refused.
@Suite struct RecordedCreatesTests {
    struct Recording: Sendable, CustomTestStringConvertible {
        let name: String
        let path: String
        let object: JSONValue
        let code: Int
        let answer: JSONValue
        var testDescription: String { name }
    }

    static let recordings: [Recording] = {
        let entries = (try? GoldenFile.json("creates.json"))?.arrayValue ?? []
        return entries.map {
            Recording(
                name: $0.text("name"), path: $0.text("path"), object: $0["object"].orNull,
                code: Int($0["code"]?.intValue ?? 0), answer: $0["answer"].orNull)
        }
    }()

    @Test func recordingsAreThere() { #expect(Self.recordings.count == 42) }

    @Test(arguments: recordings)
    func createIsAnsweredAsRecorded(_ recording: Recording) async throws {
        do throws(StatusError) {
            let made = try await create(recording)
            #expect(recording.code == 201)
            #expect(Self.sorted(Self.withoutVolatile(made)) == Self.sorted(Self.withoutVolatile(recording.answer)))
        } catch {
            #expect(error.code == recording.code)
            #expect(error.message == recording.answer.text("message"))
            #expect(error.json["details"] == recording.answer["details"])
        }
    }

    private func create(_ recording: Recording) async throws(StatusError) -> JSONValue {
        let kind = recording.object.text("kind")
        let version = recording.object.text("apiVersion")
        guard
            let definition = BuiltInResources.definitions.first(where: { $0.type.kind == kind && $0.type.apiVersion == version })
        else { throw .noSuchPath }
        let reader = FixedObjects(
            tree(#"{"kind":"Namespace","metadata":{"name":"golden"}}"#),
            tree(#"{"kind":"ServiceAccount","metadata":{"name":"builder","namespace":"golden"}}"#))
        let roles = RBACAuthorizer(reader: reader)
        let checks = WriteChecks(
            admission: StandardAdmission.plugins(
                configuration: ServerConfiguration(), objects: reader, served: BuiltInDefinitions(), roles: roles,
                authorizer: roles),
            metrics: AdmissionMetrics(plugins: []).steps)
        var object = recording.object
        let name = object.text(path: "metadata", "name")
        if definition.type.isNamespaced { object[path: ["metadata", "namespace"]] = "golden" }
        checks.applyDefaults(&object, of: definition)
        var operation = AdmissionOperation(
            kind: .create, type: definition.type, subresource: "", namespace: definition.type.isNamespaced ? "golden" : "",
            name: name, user: UserInfo(name: "admin", groups: ["system:masters"]), isDryRun: false, object: object, old: nil)
        object = try await checks.mutate(&operation, of: definition)
        definition.rules.prepareForCreate(&object)
        try checks.validate(
            object, old: nil, of: definition,
            subject: StatusError.Subject(group: definition.type.group, kind: kind, name: name))
        operation.object = object
        try await checks.admit(operation)
        return object
    }

    /// Without what differs from run to run.
    private static func withoutVolatile(_ object: JSONValue) -> JSONValue {
        var object = object
        object.edit("status") { $0["lastPhaseTransitionTime"] = nil }
        object.edit("spec") { spec in
            if !["", "None"].contains(spec.text("clusterIP")) {
                spec["clusterIP"] = nil
                spec["clusterIPs"] = nil
            }
        }
        return object
    }

    /// Members in order of their names, so that a failure shows only real differences.
    private static func sorted(_ value: JSONValue) -> String {
        func sort(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let elements): return .array(elements.map(sort))
            case .object(let object):
                return .object(
                    JSONObject(
                        object.members.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: sort($0.value)) }))
            default: return value
            }
        }
        return JSONWriter.string(sort(value))
    }
}

private struct BuiltInDefinitions: ServedDefinitions {
    var definitions: [ResourceDefinition] { BuiltInResources.definitions }
    var generation: Int { 0 }
}

import JSON
import KubeAPI
import KubeClient

/// A kind that the server serves now, with the verbs it takes; read from discovery, so custom kinds are among them.
struct ServedKind: Sendable, Hashable {
    let type: ResourceType
    let verbs: Set<String>
}

enum ServedKinds {
    /// Every kind in its group's preferred version.
    ///
    /// - Returns: the kinds, and the group versions that could not be read.
    static func discover(_ client: KubeClient) async throws -> (kinds: [ServedKind], failures: [String]) {
        var kinds = try await kinds(client, "/api/v1", group: "", version: "v1")
        var failures: [String] = []
        let groups = try await client.get(path: "/apis")["groups"]?.arrayValue ?? []
        for group in groups {
            guard let name = group["name"]?.stringValue,
                let version = group[path: "preferredVersion", "version"]?.stringValue
            else { continue }
            do {
                kinds += try await self.kinds(client, "/apis/\(name)/\(version)", group: name, version: version)
            } catch is APIError {
                failures.append("\(name)/\(version)")
            }
        }
        return (kinds, failures)
    }

    private static func kinds(
        _ client: KubeClient, _ path: String, group: String, version: String
    ) async throws -> [ServedKind] {
        let resources = try await client.get(path: path)["resources"]?.arrayValue ?? []
        return resources.compactMap { resource in
            guard let plural = resource["name"]?.stringValue, !plural.contains("/"),
                let kind = resource["kind"]?.stringValue
            else { return nil }
            let type = ResourceType(
                group: group, version: version, plural: plural, singular: resource["singularName"]?.stringValue ?? "",
                kind: kind, isNamespaced: resource["namespaced"]?.boolValue ?? false)
            return ServedKind(type: type, verbs: Set(resource["verbs"]?.arrayValue?.compactMap(\.stringValue) ?? []))
        }
    }
}

import JSON
import KubeAPI
import Logging
import Transport

/// ClusterRoles whose rules are those of other ClusterRoles, chosen by label.
enum RoleAggregation {
    /// What an aggregated role's rules are to be now: those of the roles it selects, by selector and then by name, each once.
    /// Roles that are aggregated themselves count with the rules they have.
    static func rules(of role: JSONValue, among roles: [JSONValue]) -> [JSONValue] {
        let name = role.text(path: "metadata", "name")
        var rules: [JSONValue] = []
        var known: Set<JSONValue> = []
        for selector in role[path: "aggregationRule", "clusterRoleSelectors"]?.arrayValue ?? [] {
            let selected = roles.filter { candidate in
                candidate.text(path: "metadata", "name") != name
                    && LabelSelectorRules.matches(selector, labels: candidate[path: "metadata", "labels"])
            }
            for other in selected.sorted(by: { $0.text(path: "metadata", "name") < $1.text(path: "metadata", "name") }) {
                for rule in other.list("rules") where known.insert(rule).inserted { rules.append(rule) }
            }
        }
        return rules
    }

    /// Every role with its rules filled in, through any number of aggregations.
    static func completed(_ roles: [JSONValue]) -> [JSONValue] {
        var roles = roles
        // A role can be fed through all the others at most.
        for _ in roles {
            var isStable = true
            for (place, role) in roles.enumerated() where role.has("aggregationRule") {
                let rules = Self.rules(of: role, among: roles)
                guard rules != role.list("rules") else { continue }
                roles[place]["rules"] = .array(rules)
                isStable = false
            }
            if isStable { break }
        }
        return roles
    }
}

/// Keeps the rules of aggregated ClusterRoles as their selectors want them, from the moment a role or a label changes.
struct RoleAggregationController: ServerController {
    private static let fieldManager = "clusterrole-aggregation-controller"

    func run(in server: Server) async {
        guard let kind = server.cache.kind(ClusterRoleShape.type) else { return }
        while !Task.isCancelled {
            // Before the objects are read: what changes in between is looked at again.
            let position = kind.lastChange
            do {
                try await reconcile(in: server)
            } catch {
                server.logger.warning("roles not aggregated", metadata: ["cause": "\(error)"])
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                continue
            }
            let deadline = MonotonicClock.after(seconds: 3600)
            if await kind.changes(after: position, filter: .everything, deadline: deadline) == nil { return }
        }
    }

    private func reconcile(in server: Server) async throws {
        var roles = try await server.cache.objects(ClusterRoleShape.type, namespace: nil)
        for (place, role) in roles.enumerated() where role.has("aggregationRule") {
            let rules = RoleAggregation.rules(of: role, among: roles)
            guard rules != role.list("rules") else { continue }
            try await set(rules, of: role, in: server)
            // Two roles that choose each other would swap their rules for ever.
            roles[place]["rules"] = .array(rules)
        }
    }

    /// A role that changed meanwhile is left for the next round, which that change starts.
    private func set(_ rules: [JSONValue], of role: JSONValue, in server: Server) async throws {
        let name = role.text(path: "metadata", "name")
        let patch: JSONValue = [
            "metadata": ["resourceVersion": .string(role.text(path: "metadata", "resourceVersion"))], "rules": .array(rules),
        ]
        let response = await server.respond(
            to: HTTPRequest(
                "PATCH", ClusterRoleShape.type.path(name: name), query: "fieldManager=\(Self.fieldManager)",
                headers: ["Content-Type": "application/merge-patch+json"], body: JSONWriter.bytes(patch),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters", UserInfo.authenticatedGroup])))
        if ![200, 404, 409].contains(response.status) { throw BootstrapPolicyError(object: name, status: response.status) }
    }
}

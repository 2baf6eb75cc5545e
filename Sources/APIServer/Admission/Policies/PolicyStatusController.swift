import JSON
import KubeAPI
import Logging
import Transport

/// Says in the status of every ValidatingAdmissionPolicy that its expressions have been looked at, which others wait for.
///
/// Fields whose types are known are not checked, so nothing is found.
struct PolicyStatusController: ServerController {
    private static let fieldManager = "validatingadmissionpolicy-status"

    func run(in server: Server) async {
        guard let kind = server.cache.kind(ValidatingAdmissionPolicyShape.type) else { return }
        while !Task.isCancelled {
            // Before the objects are read: what changes in between is looked at again.
            let position = kind.lastChange
            for stored in kind.snapshot(namespace: nil).objects {
                guard let policy = try? stored.decoded() else { continue }
                let generation = policy[path: "metadata", "generation"] ?? 1
                if policy[path: "status", "observedGeneration"] != generation { await set(generation, of: policy, in: server) }
            }
            let deadline = MonotonicClock.after(seconds: 3600)
            if await kind.changes(after: position, filter: .everything, deadline: deadline) == nil { return }
        }
    }

    /// A server-side apply, so that others may have conditions of their own. What fails is tried at the next change.
    private func set(_ generation: JSONValue, of policy: JSONValue, in server: Server) async {
        let type = ValidatingAdmissionPolicyShape.type
        let name = policy.text(path: "metadata", "name")
        let body: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": ["name": .string(name)],
            "status": ["observedGeneration": generation, "typeChecking": [:]],
        ]
        let response = await server.respond(
            to: HTTPRequest(
                "PATCH", type.path(name: name, subresource: "status"), query: "fieldManager=\(Self.fieldManager)&force=true",
                headers: ["Content-Type": "application/apply-patch+yaml"], body: JSONWriter.bytes(body),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters", UserInfo.authenticatedGroup])))
        guard response.status != 200, response.status != 404 else { return }
        server.logger.warning("status of a policy not written", metadata: ["policy": "\(name)", "status": "\(response.status)"])
    }
}

import JSON
import KubeAPI
package import Logging
package import Transport

/// Brings the default namespaces, roles and bindings into the store at start, through the server's own request path.
///
/// What is missing is created. An object that is there gets the rules and subjects it lacks, and keeps what was added to
/// it, unless it is annotated `rbac.authorization.kubernetes.io/autoupdate: "false"`.
package struct BootstrapPolicyReconciler: Sendable {
    /// Enough to fill one group commit of the store.
    private static let concurrency = 32
    private static let attempts = 5

    private let server: LocalExchange
    private let logger: Logger

    package init(server: any HTTPResponder, logger: Logger) {
        self.server = LocalExchange(server, user: "system:apiserver", groups: ["system:masters", "system:authenticated"])
        self.logger = logger
    }

    /// Ends when everything is in place. Throws when the server cannot be asked or refuses.
    package func run() async throws {
        let namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"].map { name -> JSONValue in
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        }
        try await reconcile(namespaces)
        let policy = BootstrapPolicy.objects
        try await reconcile(policy)
        logger.info("bootstrap policy in place", metadata: ["objects": "\(policy.count)"])
    }

    private func reconcile(_ objects: [JSONValue]) async throws {
        let stored = try await storedObjects(of: Set(objects.map { $0.text("kind") }))
        var pending = objects.filter { wanted in
            guard let current = stored[Self.key(wanted)] else { return true }
            return Self.merged(wanted, into: current) != current
        }.makeIterator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.concurrency {
                guard let object = pending.next() else { break }
                group.addTask { try await apply(object, current: stored[Self.key(object)]) }
            }
            while try await group.next() != nil {
                guard let object = pending.next() else { continue }
                group.addTask { try await apply(object, current: stored[Self.key(object)]) }
            }
        }
    }

    /// Creates or completes one object; starts again from the stored one when someone else was faster.
    private func apply(_ wanted: JSONValue, current: JSONValue?) async throws {
        guard let type = Self.types[wanted.text("kind")] else { return }
        let name = wanted.text(path: "metadata", "name")
        let namespace = wanted[path: "metadata", "namespace"]?.stringValue
        var current = current
        for _ in 0..<Self.attempts {
            let status: Int
            if let current {
                let object = Self.merged(wanted, into: current)
                guard object != current else { return }
                status = try await send("PUT", type.path(namespace: namespace, name: name), object).status
            } else {
                status = try await send("POST", type.path(namespace: namespace), wanted).status
            }
            if (200..<300).contains(status) { return }
            guard status == 409 else { throw BootstrapPolicyError(object: name, status: status) }
            let answer = try await send("GET", type.path(namespace: namespace, name: name), nil)
            current = answer.status == 200 ? answer.body : nil
        }
        throw BootstrapPolicyError(object: name, status: 409)
    }

    private func storedObjects(of kinds: Set<String>) async throws -> [String: JSONValue] {
        var stored: [String: JSONValue] = [:]
        for kind in kinds {
            guard let type = Self.types[kind] else { continue }
            let answer = try await send("GET", type.path(), nil)
            guard answer.status == 200 else { throw BootstrapPolicyError(object: type.plural, status: answer.status) }
            for item in answer.body.list("items") {
                var item = item
                item["kind"] = .string(kind)
                item["apiVersion"] = .string(type.apiVersion)
                stored[Self.key(item)] = item
            }
        }
        return stored
    }

    private func send(_ method: String, _ path: String, _ body: JSONValue?) async throws -> (status: Int, body: JSONValue) {
        var request = HTTPRequest(method, path, headers: ["Accept": "application/json"])
        if let body {
            request.headers["Content-Type"] = "application/json"
            request.body = JSONWriter.bytes(body)
        }
        let response = try await server.send(request)
        guard case .bytes(let bytes) = response.body else { throw BootstrapPolicyError(object: path, status: response.status) }
        return (response.status, (try? JSONReader.read(bytes)) ?? .null)
    }

    // MARK: Pure parts

    private static let types: [String: ResourceType] = [
        "Namespace": NamespaceShape.type, "ClusterRole": ClusterRoleShape.type, "Role": RoleShape.type,
        "ClusterRoleBinding": ClusterRoleBindingShape.type, "RoleBinding": RoleBindingShape.type,
    ]

    private static func key(_ object: JSONValue) -> String {
        "\(object.text("kind"))/\(object.text(path: "metadata", "namespace"))/\(object.text(path: "metadata", "name"))"
    }

    /// The stored object with what it lacks of the wanted one.
    static func merged(_ wanted: JSONValue, into current: JSONValue) -> JSONValue {
        let annotation = current[path: "metadata", "annotations", "rbac.authorization.kubernetes.io/autoupdate"]
        guard wanted.text("kind") != "Namespace", annotation?.stringValue != "false" else { return current }
        var object = current
        for map in ["labels", "annotations"] {
            for member in wanted[path: "metadata", map]?.objectValue?.members ?? []
            where object[path: "metadata", map, member.key] == nil {
                object[path: ["metadata", map, member.key]] = member.value
            }
        }
        // What an aggregated role has is collected by its labels.
        for list in wanted.has("aggregationRule") ? ["subjects"] : ["rules", "subjects"] {
            let present = object.list(list)
            let missing = wanted.list(list).filter { !present.contains($0) }
            if !missing.isEmpty { object[list] = .array(present + missing) }
        }
        if object["aggregationRule"] == nil, let rule = wanted["aggregationRule"] { object["aggregationRule"] = rule }
        return object
    }
}

/// The default policy could not be put in place.
package struct BootstrapPolicyError: Error, Sendable, CustomStringConvertible {
    package let object: String
    package let status: Int

    package var description: String { "cannot set up the default policy: \(object) was answered with \(status)" }
}

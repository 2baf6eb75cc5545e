package import JSON
package import KubeAPI
package import Schema

extension KubeClient {
    /// The change of a patch request, by its content type.
    package enum Patch: Sendable {
        /// RFC 7396.
        case merge(JSONValue)
        /// Kubernetes' own merge, which knows lists with keys.
        case strategic(JSONValue)
        /// RFC 6902: an array of operations.
        case json(JSONValue)

        var contentType: String {
            switch self {
            case .merge: "application/merge-patch+json"
            case .strategic: "application/strategic-merge-patch+json"
            case .json: "application/json-patch+json"
            }
        }

        var body: JSONValue {
            switch self {
            case .merge(let body), .strategic(let body), .json(let body): body
            }
        }
    }

    /// How an object is to be deleted. Every part is optional.
    package struct DeleteOptions: Sendable {
        /// Seconds the object is given to end in order; 0 removes it at once.
        package var gracePeriodSeconds: Int64?
        package var propagationPolicy: PropagationPolicy?
        /// The server refuses with a conflict when the object is another one or has changed since.
        package var preconditions: Preconditions?

        package enum PropagationPolicy: String, Sendable {
            case background = "Background"
            case foreground = "Foreground"
            case orphan = "Orphan"
        }

        package struct Preconditions: Sendable {
            package var uid: String?
            package var resourceVersion: String?

            package init(uid: String? = nil, resourceVersion: String? = nil) {
                self.uid = uid
                self.resourceVersion = resourceVersion
            }
        }

        package init(
            gracePeriodSeconds: Int64? = nil, propagationPolicy: PropagationPolicy? = nil,
            preconditions: Preconditions? = nil
        ) {
            self.gracePeriodSeconds = gracePeriodSeconds
            self.propagationPolicy = propagationPolicy
            self.preconditions = preconditions
        }

        var json: JSONValue? {
            guard gracePeriodSeconds != nil || propagationPolicy != nil || preconditions != nil else { return nil }
            var body: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1"]
            body["gracePeriodSeconds"] = gracePeriodSeconds.map { .int($0) }
            body["propagationPolicy"] = propagationPolicy.map { .string($0.rawValue) }
            if let preconditions {
                var fields = JSONValue.emptyObject
                fields["uid"] = preconditions.uid.map { .string($0) }
                fields["resourceVersion"] = preconditions.resourceVersion.map { .string($0) }
                body["preconditions"] = fields
            }
            return body
        }
    }

    /// Creates the object in its namespace. With an empty name and a `generateName` the server chooses the name.
    package func create<S: Resource>(_ object: Object<S>) async throws -> Object<S> {
        let namespace = object.namespace
        return Object<S>(
            json: try await send("POST", S.type.path(namespace: namespace.isEmpty ? nil : namespace), body: object.json))
    }

    /// Replaces the object. Its resource version, when given, must still be the current one.
    package func update<S: Resource>(_ object: Object<S>) async throws -> Object<S> {
        Object<S>(json: try await send("PUT", S.type.path(to: object.key), body: object.json))
    }

    /// Replaces only the object's `status`.
    package func updateStatus<S: Resource>(_ object: Object<S>) async throws -> Object<S> {
        Object<S>(
            json: try await send("PUT", S.type.path(to: object.key, subresource: "status"), body: object.json))
    }

    package func patch<S: Resource>(
        _: S.Type, _ key: ObjectKey, _ patch: Patch, subresource: String? = nil
    ) async throws -> Object<S> {
        Object<S>(
            json: try await send(
                "PATCH", S.type.path(to: key, subresource: subresource), body: patch.body, contentType: patch.contentType))
    }

    /// Asks for the object's deletion. Returns when the server accepted it; finalizers and grace may delay the end.
    package func delete<S: Resource>(_: S.Type, _ key: ObjectKey, _ options: DeleteOptions = .init()) async throws {
        _ = try await send("DELETE", S.type.path(to: key), body: options.json)
    }

    /// Changes any served kind by merge patch, when the kind is only known at run time.
    package func patch(_ type: ResourceType, _ key: ObjectKey, _ patch: Patch) async throws -> JSONValue {
        try await send("PATCH", type.path(to: key), body: patch.body, contentType: patch.contentType)
    }

    /// Deletes an object of any served kind, when the kind is only known at run time.
    package func delete(_ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions = .init()) async throws {
        _ = try await send("DELETE", type.path(to: key), body: options.json)
    }

    /// Deletes every object of a kind in a namespace, or everywhere for `nil`.
    package func deleteCollection(
        _ type: ResourceType, namespace: String?, _ options: DeleteOptions = .init()
    ) async throws {
        _ = try await send("DELETE", type.path(namespace: namespace), body: options.json)
    }
}

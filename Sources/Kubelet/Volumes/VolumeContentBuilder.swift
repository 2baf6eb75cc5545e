import KubeAPI
import Schema

/// Gathers the files of configMap, secret, downwardAPI and projected volumes.
struct VolumeContentBuilder: Sendable {
    let objects: ObjectSource
    let tokens: TokenSource
    let downward: DownwardAPI
    /// How old a remembered ConfigMap or Secret may be.
    let maximumAge: Duration

    private var pod: Pod { downward.pod }

    /// `nil` for volumes of other types.
    func content(of volume: Volume) async throws -> VolumeContent? {
        if let source = volume.configMap {
            return try await configMap(
                source.name, source.items, optional: source.optional, mode: mode(source.defaultMode))
        }
        if let source = volume.secret {
            return try await secret(
                source.secretName, source.items, optional: source.optional, mode: mode(source.defaultMode))
        }
        if let source = volume.downwardAPI { return try downwardAPI(source.items, mode: mode(source.defaultMode)) }
        if let source = volume.projected { return try await projected(source) }
        return nil
    }

    private func mode(_ given: Int32?) -> UInt32 { given.flatMap { UInt32(exactly: $0) } ?? 0o644 }

    private func projected(_ volume: ProjectedVolumeSource) async throws -> VolumeContent {
        let mode = mode(volume.defaultMode)
        var content = VolumeContent()
        for source in volume.sources {
            if let part = source.configMap {
                content.merge(try await configMap(part.name, part.items, optional: part.optional, mode: mode))
            } else if let part = source.secret {
                content.merge(try await secret(part.name, part.items, optional: part.optional, mode: mode))
            } else if let part = source.downwardAPI {
                content.merge(try downwardAPI(part.items, mode: mode))
            } else if let part = source.serviceAccountToken {
                try content.add(part.path, Array(try await token(part).utf8), mode: mode)
            } else {
                throw PodSetupError("a projected source of this type is not supported")
            }
        }
        return content
    }

    private func token(_ source: ServiceAccountTokenProjection) async throws -> String {
        let account = pod.spec.serviceAccountName
        return try await tokens.token(
            TokenSource.Request(
                namespace: pod.namespace, account: account.isEmpty ? "default" : account, podName: pod.name,
                podUID: pod.uid, audience: source.audience, lifetime: source.expirationSeconds ?? 3600))
    }

    private func configMap(
        _ name: String, _ items: [KeyToPath], optional: Bool?, mode: UInt32
    ) async throws -> VolumeContent {
        let key = ObjectKey(namespace: pod.namespace, name: name)
        guard let object = try await objects.configMap(key, maximumAge: maximumAge) else {
            guard optional ?? false else { throw PodSetupError("configmap \"\(name)\" not found") }
            return VolumeContent()
        }
        let data = object.data.mapValues { Array($0.utf8) }.merging(object.binaryData.mapValues(\.bytes)) { $1 }
        return try select(data, items, optional: optional ?? false, mode: mode, from: "configmap \"\(name)\"")
    }

    private func secret(_ name: String, _ items: [KeyToPath], optional: Bool?, mode: UInt32) async throws -> VolumeContent {
        let key = ObjectKey(namespace: pod.namespace, name: name)
        guard let object = try await objects.secret(key, maximumAge: maximumAge) else {
            guard optional ?? false else { throw PodSetupError("secret \"\(name)\" not found") }
            return VolumeContent()
        }
        let data = object.data.mapValues(\.bytes)
        return try select(data, items, optional: optional ?? false, mode: mode, from: "secret \"\(name)\"")
    }

    private func select(
        _ data: [String: [UInt8]], _ items: [KeyToPath], optional: Bool, mode: UInt32, from source: String
    ) throws -> VolumeContent {
        var content = VolumeContent()
        guard !items.isEmpty else {
            for (key, bytes) in data { try content.add(key, bytes, mode: mode) }
            return content
        }
        for item in items {
            guard let bytes = data[item.key] else {
                if optional { continue }
                throw PodSetupError("\(source) references non-existent key: \(item.key)")
            }
            try content.add(item.path, bytes, mode: item.mode.flatMap { UInt32(exactly: $0) } ?? mode)
        }
        return content
    }

    private func downwardAPI(_ items: [DownwardAPIVolumeFile], mode: UInt32) throws -> VolumeContent {
        var content = VolumeContent()
        for item in items {
            var text = ""
            if let field = item.fieldRef {
                text = try downward.field(field.fieldPath)
            } else if let resource = item.resourceFieldRef {
                let container = try downward.container(named: resource.containerName)
                text = try downward.resource(resource, container: container)
            }
            try content.add(item.path, Array(text.utf8), mode: item.mode.flatMap { UInt32(exactly: $0) } ?? mode)
        }
        return content
    }
}

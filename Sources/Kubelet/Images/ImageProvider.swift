import ContainerRuntime
import Encodings
import JSON
import KubeAPI
import Schema

/// Gets images onto the node by a container's pull policy, and tells of it in events.
struct ImageProvider: Sendable {
    let runtime: any ContainerRuntime
    let objects: ObjectSource
    let events: PodEvents

    /// Why a container has no image. `reason` is what its status shows.
    struct Failure: Error, Sendable {
        let reason: String
        let message: String
    }

    func prepare(_ container: Container, of pod: Pod) async throws -> PreparedImage {
        let name = container.image
        guard ImageReference.isValid(name) else {
            let message = "Failed to apply default image tag \"\(name)\": couldn't parse image name: invalid reference format"
            events.warning(pod, container.name, "InspectFailed", message)
            events.warning(pod, container.name, "Failed", "Error: InvalidImageName")
            throw Failure(reason: "InvalidImageName", message: message)
        }
        let policy = container.imagePullPolicy.isEmpty ? "IfNotPresent" : container.imagePullPolicy
        let present = try await runtime.image(name)
        if let present, policy != "Always" {
            events.normal(pod, container.name, "Pulled", "Container image \"\(name)\" already present on machine")
            return PreparedImage(present)
        }
        guard policy != "Never" else {
            let message = "Container image \"\(name)\" is not present with pull policy of Never"
            events.warning(pod, container.name, "ErrImageNeverPull", message)
            events.warning(pod, container.name, "Failed", "Error: ErrImageNeverPull")
            throw Failure(reason: "ErrImageNeverPull", message: message)
        }
        return try await pull(name, container.name, pod, isPresent: present != nil)
    }

    private func pull(_ name: String, _ container: String, _ pod: Pod, isPresent: Bool) async throws -> PreparedImage {
        events.normal(pod, container, "Pulling", "Pulling image \"\(name)\"")
        let start = ContinuousClock.now
        do {
            let id = try await pull(name, with: await credentials(for: name, pod))
            let found = try await runtime.image(id)
            let took = Self.text(ContinuousClock.now - start)
            events.normal(
                pod, container, "Pulled",
                "Successfully pulled image \"\(name)\" in \(took) (\(took) including waiting). "
                    + "Image size: \(found?.size ?? 0) bytes.")
            return found.map { PreparedImage($0) } ?? PreparedImage(id: id, uid: nil, userName: "")
        } catch {
            let cause = (error as? ContainerRuntimeError)?.message ?? "\(error)"
            let message = "failed to pull image \"\(name)\": \(cause)"
            let advice =
                isPresent
                ? "The image is on this node, but imagePullPolicy Always asks a registry for it; IfNotPresent would not"
                : "The image is not on this node either; `swiftlet image import` brings one here without a registry"
            events.warning(pod, container, "Failed", "Failed to pull image \"\(name)\": \(cause). \(advice)")
            events.warning(pod, container, "Failed", "Error: ErrImagePull")
            throw Failure(reason: "ErrImagePull", message: message)
        }
    }

    /// Tries the Pod's credentials one after another, or none.
    private func pull(_ name: String, with all: [RegistryCredentials]) async throws -> String {
        guard let first = all.first else { return try await runtime.pullImage(name, credentials: nil) }
        do { return try await runtime.pullImage(name, credentials: first) } catch  where all.count > 1 {
            return try await pull(name, with: Array(all.dropFirst()))
        }
    }

    private func credentials(for name: String, _ pod: Pod) async -> [RegistryCredentials] {
        var found: [RegistryCredentials] = []
        for reference in pod.spec.imagePullSecrets {
            let key = ObjectKey(namespace: pod.namespace, name: reference.name)
            guard let secret = try? await objects.secret(key), let bytes = secret.data[".dockerconfigjson"]?.bytes,
                let entries = try? JSONReader.read(bytes)["auths"]?.objectValue
            else { continue }
            found += Self.credentials(in: entries, for: ImageReference.registry(of: name))
        }
        return found
    }

    static func credentials(in entries: JSONObject, for registry: String) -> [RegistryCredentials] {
        entries.members.compactMap { entry in
            var server = entry.key
            for scheme in ["https://", "http://"] where server.hasPrefix(scheme) { server.removeFirst(scheme.count) }
            let host = server.split(separator: "/").first.map(String.init) ?? server
            guard host == registry || registry == "docker.io" && host == "index.docker.io" else { return nil }
            if let user = entry.value["username"]?.stringValue, let password = entry.value["password"]?.stringValue {
                return RegistryCredentials(userName: user, password: password, server: host)
            }
            guard let text = entry.value["auth"]?.stringValue, let bytes = Base64.decode(text) else { return nil }
            let pair = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1)
            return pair.count == 2
                ? RegistryCredentials(userName: String(pair[0]), password: String(pair[1]), server: host) : nil
        }
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let rest = String(milliseconds % 1000)
        return milliseconds < 1000
            ? "\(milliseconds)ms" : "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)s"
    }
}

extension PreparedImage {
    init(_ image: RuntimeImage) { self.init(id: image.id, uid: image.uid, userName: image.userName) }
}

import ContainerRuntime
import KubeAPI
import Schema

/// Builds a container's environment: `envFrom`, then `env` in order, then the Services that neither has named.
struct ContainerEnvironment: Sendable {
    let downward: DownwardAPI
    let objects: ObjectSource
    let serviceVariables: [String: String]

    private var namespace: String { downward.pod.namespace }

    /// Throws `PodSetupError` when something referred to is missing and not optional.
    func variables(of container: Container) async throws -> [EnvironmentVariable] {
        var order: [String] = []
        var values: [String: String] = [:]
        func set(_ name: String, _ value: String) {
            guard !name.isEmpty, !name.contains("=") else { return }
            if values.updateValue(value, forKey: name) == nil { order.append(name) }
        }
        for source in container.envFrom {
            for (name, value) in try await pairs(source).sorted(by: { $0.key < $1.key }) { set(source.prefix + name, value) }
        }
        for variable in container.env {
            if let value = try await value(of: variable, container, { values[$0] ?? serviceVariables[$0] }) {
                set(variable.name, value)
            }
        }
        for (name, value) in serviceVariables.sorted(by: { $0.key < $1.key }) where values[name] == nil { set(name, value) }
        return order.map { EnvironmentVariable(name: $0, value: values[$0] ?? "") }
    }

    private func value(
        of variable: EnvVar, _ container: Container, _ known: (String) -> String?
    ) async throws -> String? {
        guard let source = variable.valueFrom else { return VariableExpansion.expand(variable.value, known) }
        if let field = source.fieldRef { return try downward.field(field.fieldPath) }
        if let resource = source.resourceFieldRef {
            let subject = resource.containerName.isEmpty ? container : try downward.container(named: resource.containerName)
            return try downward.resource(resource, container: subject)
        }
        if let reference = source.configMapKeyRef { return try await configMapValue(reference) }
        if let reference = source.secretKeyRef { return try await secretValue(reference) }
        throw PodSetupError("the source of variable \(variable.name) is not supported")
    }

    private func configMapValue(_ reference: ConfigMapKeySelector) async throws -> String? {
        let found = try await objects.configMap(ObjectKey(namespace: namespace, name: reference.name))
        guard let object = found else {
            if reference.optional ?? false { return nil }
            throw PodSetupError("configmap \"\(reference.name)\" not found")
        }
        if let value = object.data[reference.key] { return value }
        if reference.optional ?? false { return nil }
        throw PodSetupError("couldn't find key \(reference.key) in ConfigMap \(namespace)/\(reference.name)")
    }

    private func secretValue(_ reference: SecretKeySelector) async throws -> String? {
        let found = try await objects.secret(ObjectKey(namespace: namespace, name: reference.name))
        guard let object = found else {
            if reference.optional ?? false { return nil }
            throw PodSetupError("secret \"\(reference.name)\" not found")
        }
        if let value = object.data[reference.key] { return String(decoding: value.bytes, as: UTF8.self) }
        if reference.optional ?? false { return nil }
        throw PodSetupError("couldn't find key \(reference.key) in Secret \(namespace)/\(reference.name)")
    }

    private func pairs(_ source: EnvFromSource) async throws -> [String: String] {
        if let reference = source.configMapRef {
            let found = try await objects.configMap(ObjectKey(namespace: namespace, name: reference.name))
            if let found { return found.data }
            if reference.optional ?? false { return [:] }
            throw PodSetupError("configmap \"\(reference.name)\" not found")
        }
        if let reference = source.secretRef {
            let found = try await objects.secret(ObjectKey(namespace: namespace, name: reference.name))
            if let found { return found.data.mapValues { String(decoding: $0.bytes, as: UTF8.self) } }
            if reference.optional ?? false { return [:] }
            throw PodSetupError("secret \"\(reference.name)\" not found")
        }
        return [:]
    }
}

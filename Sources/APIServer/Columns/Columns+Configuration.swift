import JSON
import KubeAPI
import Schema

extension Columns {
    static let configMaps = TableColumns(
        columns: [name, column("Data", "How many entries there are."), age],
        cells: { object, now in
            let count = (object["data"]?.objectValue?.count ?? 0) + (object["binaryData"]?.objectValue?.count ?? 0)
            let map = ConfigMap(json: object)
            return [.string(map.name), .int(Int64(count)), CellText.age(map.metadata, now)]
        })

    static let secrets = TableColumns(
        columns: [name, column("Type", "What the secret is for."), column("Data", "How many entries there are."), age],
        cells: { object, now in
            let secret = Secret(json: object)
            let count = object["data"]?.objectValue?.count ?? 0
            return [.string(secret.name), .string(secret.type), .int(Int64(count)), CellText.age(secret.metadata, now)]
        })

    static let serviceAccounts = TableColumns(
        columns: [name, age],
        cells: { object, now in
            let account = ServiceAccount(json: object)
            return [.string(account.name), CellText.age(account.metadata, now)]
        })

    static let resourceQuotas = TableColumns(
        columns: [
            name, column("Request", "What is used of what may be used."),
            column("Limit", "What the limits of Pods add up to, of what they may."), age,
        ],
        cells: { object, now in
            let quota = ResourceQuota(json: object)
            let used = quota.status.used
            let rows = quota.status.hard.sorted { $0.key < $1.key }.map { resource, hard in
                (isLimit: resource.hasPrefix("limits."), text: "\(resource): \(used[resource]?.text ?? "0")/\(hard.text)")
            }
            func joined(_ limits: Bool) -> JSONValue {
                .string(rows.filter { $0.isLimit == limits }.map(\.text).joined(separator: ", "))
            }
            return [.string(quota.name), joined(false), joined(true), CellText.age(quota.metadata, now)]
        })

    static let runtimeClasses = TableColumns(
        columns: [name, column("Handler", "The container runtime's configuration."), age],
        cells: { object, now in
            let runtime = RuntimeClass(json: object)
            return [.string(runtime.name), .string(runtime.handler), CellText.age(runtime.metadata, now)]
        })

    static let componentStatuses = TableColumns(
        columns: [
            name, column("Status", "Whether the component is healthy."), column("Message", "What the component said."),
            column("Error", "Why the component could not be asked."),
        ],
        cells: { object, _ in
            let component = ComponentStatus(json: object)
            let health = component.conditions.first { $0.type == "Healthy" }
            return [
                .string(component.name), health?.status == "True" ? "Healthy" : "Unhealthy",
                .string(health?.message ?? ""), .string(health?.error ?? ""),
            ]
        })

    static let roles = TableColumns(columns: named.columns, cells: named.cells)

    static let roleBindings = TableColumns(
        columns: [
            name, column("Role", "The kind and name of the role."), age, wide("Users", "The users that have the role."),
            wide("Groups", "The groups that have the role."), wide("ServiceAccounts", "The accounts that have the role."),
        ],
        cells: { object, now in
            // ClusterRoleBindings have the same fields.
            let binding = RoleBinding(json: object)
            let subjects = binding.subjects
            func names(_ kind: String) -> JSONValue {
                let subjects = subjects.filter { $0.kind == kind }
                let texts = subjects.map { kind == "ServiceAccount" ? "\($0.namespace)/\($0.name)" : $0.name }
                return .string(texts.joined(separator: ", "))
            }
            return [
                .string(binding.name), .string("\(binding.roleRef.kind)/\(binding.roleRef.name)"),
                CellText.age(binding.metadata, now), names("User"), names("Group"), names("ServiceAccount"),
            ]
        })
}

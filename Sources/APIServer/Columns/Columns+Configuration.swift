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

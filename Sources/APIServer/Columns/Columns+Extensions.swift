import JSON
import KubeAPI
import Schema

extension Columns {
    static let apiServices = TableColumns(
        columns: [
            name, column("Service", "The Service that answers; Local for this server."),
            column("Available", "Whether it can be reached, and why not."), age,
        ],
        cells: { object, now in
            let service = APIService(json: object)
            let reference = service.spec.service
            let available = service.status.conditions.first { $0.type == "Available" }
            var text = available?.status ?? "Unknown"
            if let available, available.status != "True", !available.reason.isEmpty {
                text = "\(available.status) (\(available.reason))"
            }
            return [
                .string(service.name), .string(reference.map { "\($0.namespace)/\($0.name)" } ?? "Local"), .string(text),
                CellText.age(service.metadata, now),
            ]
        })

    static let webhookConfigurations = TableColumns(
        columns: [name, column("Webhooks", "How many programs are asked.", type: "integer"), age],
        cells: { object, now in
            let configuration = ValidatingWebhookConfiguration(json: object)
            return [
                .string(configuration.name), .int(Int64(object.list("webhooks").count)),
                CellText.age(configuration.metadata, now),
            ]
        })

    static let validatingPolicies = policies("Validations", "How many things must hold.", list: "validations")
    static let mutatingPolicies = policies("Mutations", "How many changes are made.", list: "mutations")

    private static func policies(_ heading: String, _ description: String, list: String) -> TableColumns {
        TableColumns(
            columns: [
                name, column(heading, description, type: "integer"), column("ParamKind", "The kind of the parameters."), age,
            ],
            cells: { object, now in
                let policy = ValidatingAdmissionPolicy(json: object)
                let count = object["spec"]?.list(list).count ?? 0
                let kind = policy.spec.paramKind.map { "\($0.apiVersion)/\($0.kind)" } ?? "<unset>"
                return [.string(policy.name), .int(Int64(count)), .string(kind), CellText.age(policy.metadata, now)]
            })
    }

    static let policyBindings = TableColumns(
        columns: [
            name, column("PolicyName", "The policy that is put into effect."),
            column("ParamRef", "The objects with the parameters."), age,
        ],
        cells: { object, now in
            let binding = ValidatingAdmissionPolicyBinding(json: object)
            let reference = binding.spec.paramRef
            var text = "<unset>"
            if let reference {
                if !reference.name.isEmpty {
                    text = reference.namespace.isEmpty ? "*/\(reference.name)" : "\(reference.namespace)/\(reference.name)"
                } else {
                    text = CellText.selector(reference.selector).stringValue ?? text
                }
            }
            return [
                .string(binding.name), .string(binding.spec.policyName), .string(text), CellText.age(binding.metadata, now),
            ]
        })
}

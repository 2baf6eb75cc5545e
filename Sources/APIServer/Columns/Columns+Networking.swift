import JSON
import KubeAPI
import Schema

extension Columns {
    static let ingresses = TableColumns(
        columns: [
            name, column("Class", "The IngressClass, which says who serves it."), column("Hosts", "The hosts it is for."),
            column("Address", "Where it is reached."), column("Ports", "The ports it is reached at."), age,
        ],
        cells: { object, now in
            let ingress = Ingress(json: object)
            let addresses = ingress.status.loadBalancer.ingress.map { $0.ip.isEmpty ? $0.hostname : $0.ip }
            return [
                .string(ingress.name), CellText.orNone(ingress.spec.ingressClassName), .string(hosts(ingress.spec.rules)),
                .string(addresses.filter { !$0.isEmpty }.joined(separator: ",")),
                ingress.spec.tls.isEmpty ? "80" : "80, 443", CellText.age(ingress.metadata, now),
            ]
        })

    /// The first three hosts, and how many more rules there are.
    private static func hosts(_ rules: [IngressRule]) -> String {
        let named = rules.map(\.host).filter { !$0.isEmpty }
        guard !named.isEmpty else { return "*" }
        let text = named.prefix(3).joined(separator: ",")
        return named.count > 3 ? "\(text) + \(rules.count - 3) more..." : text
    }

    static let ingressClasses = TableColumns(
        columns: [
            name, column("Controller", "Who serves Ingresses of the class."),
            column("Parameters", "The object with settings for the controller."), age,
        ],
        cells: { object, now in
            let ingressClass = IngressClass(json: object)
            let parameters = ingressClass.spec.parameters.map { reference in
                let group = reference.apiGroup.isEmpty ? "" : ".\(reference.apiGroup)"
                return "\(reference.kind)\(group)/\(reference.name)"
            }
            return [
                .string(ingressClass.name), .string(ingressClass.spec.controller), CellText.orNone(parameters ?? ""),
                CellText.age(ingressClass.metadata, now),
            ]
        })

    static let networkPolicies = TableColumns(
        columns: [name, column("Pod-Selector", "The labels of the Pods it is for."), age],
        cells: { object, now in
            let policy = NetworkPolicy(json: object)
            return [.string(policy.name), CellText.selector(policy.spec.podSelector), CellText.age(policy.metadata, now)]
        })
}

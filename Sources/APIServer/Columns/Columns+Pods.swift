import JSON
import KubeAPI
import Schema

extension Columns {
    static let pods = TableColumns(
        columns: [
            name,
            column("Ready", "How many of the Pod's containers are ready, of how many."),
            column("Status", "The phase, or what holds the Pod up."),
            column("Restarts", "How often containers were restarted, and when last."),
            age,
            wide("IP", "The Pod's address."),
            wide("Node", "The node the Pod runs on."),
            wide("Nominated Node", "The node that is being cleared for the Pod by preemption."),
            wide("Readiness Gates", "How many of the Pod's own readiness conditions are true, of how many."),
        ],
        cells: { object, now in
            let pod = Pod(json: object)
            let text = PodStatusText(pod)
            let status = pod.status
            return [
                .string(pod.name), .string("\(text.ready)/\(text.total)"), .string(text.reason),
                .string(text.restarts(now: now)), CellText.age(pod.metadata, now), CellText.orNone(podAddress(status)),
                CellText.orNone(pod.spec.nodeName), CellText.orNone(status.nominatedNodeName), readinessGates(pod),
            ]
        })

    private static func podAddress(_ status: PodStatus) -> String { status.podIPs.first?.ip ?? status.podIP }

    private static func readinessGates(_ pod: Pod) -> JSONValue {
        let gates = pod.spec.readinessGates
        guard !gates.isEmpty else { return .string(CellText.none) }
        let met = Set(pod.status.conditions.filter { $0.status == "True" }.map(\.type))
        return .string("\(gates.count { met.contains($0.conditionType) })/\(gates.count)")
    }

    static let podTemplates = TableColumns(
        columns: [
            name, column("Containers", "The names of the containers."), column("Images", "The containers' images."),
            column("Pod Labels", "The labels Pods of this template get."),
        ],
        cells: { object, _ in
            let template = PodTemplate(json: object)
            let spec = template.template.spec
            return [
                .string(template.name), CellText.containers(spec), CellText.images(spec),
                CellText.labels(template.template.metadata.labels),
            ]
        })
}

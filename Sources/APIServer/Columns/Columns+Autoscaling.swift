import JSON
import KubeAPI
import Schema

extension Columns {
    private static let autoscalerColumns = [
        name, column("Reference", "The workload whose number of Pods is set."),
        column("Targets", "What the metrics read, and what they should."), column("MinPods", "The fewest Pods there may be."),
        column("MaxPods", "The most Pods there may be."), column("Replicas", "Pods there are."), age,
    ]

    static let autoscalers = TableColumns(columns: autoscalerColumns, cells: autoscalerCells)

    /// The same objects in the shape of `autoscaling/v1`.
    static let autoscalersV1 = TableColumns(
        columns: autoscalerColumns,
        cells: { object, now in autoscalerCells(AutoscalerConversion.toV2(object), now) })

    @Sendable private static func autoscalerCells(_ object: JSONValue, _ now: Timestamp) -> [JSONValue] {
        let autoscaler = HorizontalPodAutoscaler(json: object)
        let target = autoscaler.spec.scaleTargetRef
        return [
            .string(autoscaler.name), .string("\(target.kind)/\(target.name)"),
            .string(targets(autoscaler.spec.metrics, autoscaler.status.currentMetrics)),
            .string(autoscaler.spec.minReplicas.map { "\($0)" } ?? "<unset>"), .string("\(autoscaler.spec.maxReplicas)"),
            .string("\(autoscaler.status.currentReplicas)"), CellText.age(autoscaler.metadata, now),
        ]
    }

    /// The first two metrics, and how many more there are.
    private static func targets(_ specs: [MetricSpec], _ statuses: [MetricStatus]) -> String {
        guard !specs.isEmpty else { return CellText.none }
        let shown = specs.prefix(2).enumerated().map { index, spec in
            target(spec, index < statuses.count ? statuses[index] : nil)
        }
        let text = shown.joined(separator: ", ")
        return specs.count > 2 ? "\(text) + \(specs.count - 2) more..." : text
    }

    private static func target(_ spec: MetricSpec, _ status: MetricStatus?) -> String {
        switch spec.type {
        case "External":
            let current = status?.external?.current
            let target = spec.external?.target ?? MetricTarget()
            if let average = target.averageValue { return "\(text(current?.averageValue))/\(average.text) (avg)" }
            return "\(text(current?.value))/\(text(target.value))"
        case "Pods":
            return "\(text(status?.pods?.current.averageValue))/\(text(spec.pods?.target.averageValue))"
        case "Object":
            let current = status?.object?.current
            let target = spec.object?.target ?? MetricTarget()
            if let average = target.averageValue { return "\(text(current?.averageValue))/\(average.text) (avg)" }
            return "\(text(current?.value))/\(text(target.value))"
        case "Resource":
            return "\(spec.resource?.name ?? ""): " + use(spec.resource?.target, status?.resource?.current)
        case "ContainerResource":
            return "\(spec.containerResource?.name ?? ""): "
                + use(spec.containerResource?.target, status?.containerResource?.current)
        default: return "<unknown type>"
        }
    }

    private static func use(_ target: MetricTarget?, _ current: MetricValueStatus?) -> String {
        if let average = target?.averageValue { return "\(text(current?.averageValue))/\(average.text)" }
        let reached = current?.averageUtilization.map { "\($0)%" } ?? CellText.unknown
        return "\(reached)/\(target?.averageUtilization.map { "\($0)%" } ?? "<auto>")"
    }

    private static func text(_ quantity: Quantity?) -> String { quantity?.text ?? CellText.unknown }
}

extension Quantity {
    fileprivate var text: String { json.stringValue ?? "" }
}

import ContainerRuntime
import JSON
import Schema
import Transport

/// `/stats/summary`: what the containers of the node use.
struct NodeStatistics: Sendable {
    let runtime: any ContainerRuntime
    let configuration: KubeletConfiguration

    func response() async throws -> HTTPResponse {
        let usages = try await runtime.usage(podUID: nil)
        let pods = Dictionary(grouping: usages) { $0.labels[RuntimeLabel.podUID] ?? "" }
        let summary: JSONValue = [
            "node": ["nodeName": .string(configuration.nodeName)],
            "pods": .array(pods.sorted { $0.key < $1.key }.map { Self.pod(uid: $0.key, $0.value) }),
        ]
        return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(summary)))
    }

    private static func pod(uid: String, _ usages: [ContainerUsage]) -> JSONValue {
        let labels = usages.first?.labels ?? [:]
        return [
            "podRef": [
                "name": .string(labels[RuntimeLabel.podName] ?? ""),
                "namespace": .string(labels[RuntimeLabel.podNamespace] ?? ""), "uid": .string(uid),
            ],
            "containers": .array(usages.map(container)),
        ]
    }

    private static func container(_ usage: ContainerUsage) -> JSONValue {
        let time = JSONValue.string(Timestamp(microseconds: usage.timestamp / 1000).rfc3339)
        return [
            "name": .string(usage.name),
            "cpu": ["time": time, "usageCoreNanoSeconds": .int(Int64(clamping: usage.cpuNanoseconds))],
            "memory": ["time": time, "workingSetBytes": .int(Int64(clamping: usage.workingSetBytes))],
            "rootfs": ["time": time, "usedBytes": .int(Int64(clamping: usage.writableLayerBytes))],
        ]
    }
}

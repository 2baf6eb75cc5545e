import KubeAPI
import Schema

/// What a Pod may learn about itself through `fieldRef` and `resourceFieldRef`.
struct DownwardAPI: Sendable {
    let pod: Pod
    let nodeIP: String
    let addresses: [String]
    /// What a container without a limit is told: what the node can give.
    let allocatable: [String: Quantity]

    func field(_ path: String) throws(PodSetupError) -> String {
        if let key = subscripted(path, "metadata.labels") { return pod.labels[key] ?? "" }
        if let key = subscripted(path, "metadata.annotations") { return pod.annotations[key] ?? "" }
        switch path {
        case "metadata.name": return pod.name
        case "metadata.namespace": return pod.namespace
        case "metadata.uid": return pod.uid
        case "metadata.labels": return Self.lines(pod.labels)
        case "metadata.annotations": return Self.lines(pod.annotations)
        case "spec.nodeName": return pod.spec.nodeName
        case "spec.serviceAccountName": return pod.spec.serviceAccountName
        case "status.hostIP", "status.hostIPs": return nodeIP
        case "status.podIP": return addresses.first ?? ""
        case "status.podIPs": return addresses.joined(separator: ",")
        default: throw PodSetupError("unsupported fieldPath: \(path)")
        }
    }

    /// `limits.cpu`, `requests.memory`, … in units of the divisor, rounded up.
    func resource(_ selector: ResourceFieldSelector, container: Container) throws(PodSetupError) -> String {
        let parts = selector.resource.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "limits" || parts[0] == "requests" else {
            throw PodSetupError("unsupported container resource: \(selector.resource)")
        }
        let own = parts[0] == "limits" ? container.resources.limits : container.resources.requests
        let fallback = parts[0] == "limits" ? allocatable[parts[1]] : .zero
        let amount = own[parts[1]] ?? fallback ?? .zero
        let divisor = selector.divisor.flatMap { $0 > .zero ? $0 : nil } ?? Quantity(1)
        let quotient = amount.nano / divisor.nano
        return String(amount.nano % divisor.nano > 0 ? quotient + 1 : quotient)
    }

    func container(named name: String) throws(PodSetupError) -> Container {
        let all = pod.spec.containers + pod.spec.initContainers
        guard let found = all.first(where: { $0.name == name }) else {
            throw PodSetupError("container \(name) not found in pod")
        }
        return found
    }

    /// The key of `metadata.labels['key']`.
    private func subscripted(_ path: String, _ prefix: String) -> String? {
        guard path.hasPrefix(prefix + "['"), path.hasSuffix("']") else { return nil }
        return String(path.dropFirst(prefix.utf8.count + 2).dropLast(2))
    }

    /// One `key="value"` per line, sorted.
    private static func lines(_ map: [String: String]) -> String {
        map.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

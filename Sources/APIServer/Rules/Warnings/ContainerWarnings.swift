import JSON

/// What is said of containers that probably do not mean what they say.
enum ContainerWarnings {
    static func check(_ path: String, _ container: JSONValue) -> [String] {
        var warnings: [String] = []
        for name in ["memory", "ephemeral-storage"] {
            for list in ["limits", "requests"] {
                warnings += PodWarnings.fraction("\(path).resources.\(list)", name, container[path: "resources", list])
            }
        }
        return warnings + environment("\(path).env", container.list("env"))
    }

    /// A variable that is there again is good only when it builds on what was there before.
    private static func environment(_ path: String, _ variables: [JSONValue]) -> [String] {
        var names: Set<String> = []
        var warnings: [String] = []
        for (index, variable) in variables.enumerated() {
            let name = variable.text("name")
            guard !names.insert(name).inserted else { continue }
            let value = variable.text("value")
            let reference = "$(\(name))"
            if variable.has("valueFrom") || value == reference || !value.contains(reference) {
                warnings.append(
                    "\(path)[\(index)]: hides previous definition of \"\(name)\", which may be dropped when using apply")
            }
        }
        return warnings
    }

    private struct Port {
        let path: String
        let address: String
        let number: Int64
    }

    /// Of ports that two containers have, or one has twice.
    static func ports(_ containers: [(path: String, container: JSONValue)]) -> [String] {
        var known: [String: [Port]] = [:]
        var warnings: [String] = []
        for (path, container) in containers {
            for (index, port) in container.list("ports").enumerated() {
                let new = Port(
                    path: "\(path).ports[\(index)]", address: port.text("hostIP"), number: port["hostPort"]?.intValue ?? 0)
                if !new.address.isEmpty, new.number == 0 {
                    warnings.append("\(new.path): hostIP set without hostPort: \(shown(port))")
                }
                let key = "\(port["containerPort"]?.intValue ?? 0)/\(port.text("protocol"))"
                for other in known[key] ?? [] {
                    if let text = clash(new, other) { warnings.append("\(new.path): \(text) port definition with \(other.path)") }
                }
                known[key, default: []].append(new)
            }
        }
        return warnings
    }

    private static func clash(_ port: Port, _ other: Port) -> String? {
        if port.address == other.address, port.number == other.number { return "duplicate" }
        if port.number == 0 || other.number == 0 { return "overlapping" }
        return port.number == other.number && port.address.isEmpty != other.address.isEmpty ? "dangerously ambiguous" : nil
    }

    /// A port as Go prints one.
    private static func shown(_ port: JSONValue) -> String {
        "{Name:\(port.text("name")) HostPort:\(port["hostPort"]?.intValue ?? 0) "
            + "ContainerPort:\(port["containerPort"]?.intValue ?? 0) Protocol:\(port.text("protocol")) "
            + "HostIP:\(port.text("hostIP"))}"
    }
}

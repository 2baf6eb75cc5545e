import KubeAPI
import Schema

/// The environment variables that tell containers of the Services around them.
enum ServiceVariables {
    /// - Parameter services: those of the Pod's namespace (when it wants links) and `default/kubernetes`.
    static func variables(_ services: [KubeAPI.Service]) -> [String: String] {
        var result: [String: String] = [:]
        for service in services.sorted(by: { $0.key < $1.key }) {
            let address = service.spec.clusterIP
            guard !address.isEmpty, address != "None", let first = service.spec.ports.first else { continue }
            let name = variableName(service.name)
            result["\(name)_SERVICE_HOST"] = address
            result["\(name)_SERVICE_PORT"] = String(first.port)
            for port in service.spec.ports where !port.name.isEmpty {
                result["\(name)_SERVICE_PORT_\(variableName(port.name))"] = String(port.port)
            }
            addLinks(name, address, service.spec.ports, to: &result)
        }
        return result
    }

    private static func addLinks(_ name: String, _ address: String, _ ports: [ServicePort], to result: inout [String: String]) {
        for (index, port) in ports.enumerated() {
            let transport = port.protocol.isEmpty ? "TCP" : port.protocol
            let host = address.contains(":") ? "[\(address)]" : address
            let url = "\(transport.lowercased())://\(host):\(port.port)"
            if index == 0 { result["\(name)_PORT"] = url }
            let prefix = "\(name)_PORT_\(port.port)_\(transport.uppercased())"
            result[prefix] = url
            result["\(prefix)_PROTO"] = transport.lowercased()
            result["\(prefix)_PORT"] = String(port.port)
            result["\(prefix)_ADDR"] = address
        }
    }

    private static func variableName(_ name: String) -> String {
        String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }
}

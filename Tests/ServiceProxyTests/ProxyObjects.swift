import Addresses
import JSON
import KubeAPI

@testable import ServiceProxy

/// API objects from their JSON, and rules from API objects.
func service(_ name: String, _ spec: String, status: String = "{}", annotations: String = "{}") throws -> KubeAPI.Service {
    let text = """
        {"metadata":{"name":"\(name)","namespace":"default","annotations":\(annotations)},"spec":\(spec),"status":\(status)}
        """
    return KubeAPI.Service(json: try JSONReader.read(text))
}

/// - Parameter endpoints: `address@node`, with `!` when not ready, `~` when ending but serving, `-` when ending and not serving.
func slice(_ service: String, _ endpoints: [String], ports: String, name: String = "") throws -> EndpointSlice {
    let list = endpoints.map { text -> String in
        let mark = text.first.flatMap { "!~-".contains($0) ? $0 : nil }
        let parts = text.drop { "!~-".contains($0) }.split(separator: "@")
        let conditions =
            switch mark {
            case "!": #"{"ready":false,"serving":false}"#
            case "~": #"{"ready":false,"serving":true,"terminating":true}"#
            case "-": #"{"ready":false,"serving":false,"terminating":true}"#
            default: #"{"ready":true}"#
            }
        return
            #"{"addresses":["\#(parts[0])"],"nodeName":"\#(parts.count > 1 ? parts[1] : "other")","conditions":\#(conditions)}"#
    }
    let text = """
        {"metadata":{"name":"\(service)-\(name.isEmpty ? "1" : name)","namespace":"default","labels":{"kubernetes.io/service-name":"\(service)"}},
         "addressType":"IPv4","ports":\(ports),"endpoints":[\(list.joined(separator: ","))]}
        """
    return EndpointSlice(json: try JSONReader.read(text))
}

/// The rules of one Service with one port 80 → 8080.
func rules(_ spec: String, _ endpoints: [String], status: String = "{}") throws -> [ServiceRules] {
    var state = ProxyState(nodeName: "me")
    _ = state.apply(try service("web", spec, status: status))
    _ = state.apply(try slice("web", endpoints, ports: #"[{"name":"http","port":8080,"protocol":"TCP"}]"#))
    return state.rules()
}

func spec(_ extra: String = "") -> String {
    #"{"clusterIP":"10.43.0.5","clusterIPs":["10.43.0.5"],"ports":[{"name":"http","port":80,"nodePort":30080}]\#(extra.isEmpty ? "" : "," + extra)}"#
}

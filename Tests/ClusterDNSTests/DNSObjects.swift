import Addresses
import JSON
import KubeAPI

@testable import ClusterDNS

func service(_ name: String, _ spec: String, namespace: String = "default") throws -> KubeAPI.Service {
    KubeAPI.Service(json: try JSONReader.read(#"{"metadata":{"name":"\#(name)","namespace":"\#(namespace)"},"spec":\#(spec)}"#))
}

/// - Parameter endpoints: `address`, `address/hostname`, or either with `!` in front when not ready.
func slice(_ service: String, _ endpoints: [String], ports: String = #"[{"name":"http","port":8080}]"#) throws -> EndpointSlice {
    let list = endpoints.map { text -> String in
        let parts = text.drop { $0 == "!" }.split(separator: "/")
        let hostname = parts.count > 1 ? #","hostname":"\#(parts[1])""# : ""
        return #"{"addresses":["\#(parts[0])"]\#(hostname),"conditions":{"ready":\#(!text.hasPrefix("!"))}}"#
    }
    return EndpointSlice(
        json: try JSONReader.read(
            """
            {"metadata":{"name":"\(service)-1","namespace":"default","labels":{"kubernetes.io/service-name":"\(service)"}},
             "addressType":"IPv4","ports":\(ports),"endpoints":[\(list.joined(separator: ","))]}
            """))
}

/// A zone with one Service of each sort.
func exampleZone() throws -> ClusterZone {
    guard let domain = DNSName("cluster.local") else { throw DNSFormatError.badLabel }
    var zone = ClusterZone(domain: domain, serverAddress: IPv4Address(10, 43, 0, 10))
    let ports = #"[{"name":"http","port":80},{"name":"dns","port":53,"protocol":"UDP"}]"#
    zone.apply(try service("web", #"{"clusterIP":"10.43.0.5","clusterIPs":["10.43.0.5","fd00::5"],"ports":\#(ports)}"#))
    zone.apply(try service("db", #"{"clusterIP":"None","ports":[{"name":"http","port":80}]}"#))
    zone.apply(try slice("db", ["10.42.0.5/db-0", "10.42.0.6", "!10.42.0.7/db-2"]))
    zone.apply(try service("out", #"{"type":"ExternalName","externalName":"Example.com"}"#))
    zone.apply(try service("in", #"{"type":"ExternalName","externalName":"web.default.svc.cluster.local"}"#))
    zone.apply(try service("none", #"{"clusterIP":"None"}"#))
    return zone
}

/// A request on the wire.
func request(_ name: String, _ type: UInt16, id: UInt16 = 7, payloadSize: UInt16? = nil) -> [UInt8] {
    let question = DNSName(labels: name.split(separator: ".").map(String.init)).wire + DNSRecord.bytes(type) + [0, 1]
    var message = DNSRecord.bytes(id) + [1, 0, 0, 1, 0, 0, 0, 0, 0, payloadSize == nil ? 0 : 1] + question
    if let payloadSize { message += [0, 0, 41] + DNSRecord.bytes(payloadSize) + [0, 0, 0, 0, 0, 0] }
    return message
}

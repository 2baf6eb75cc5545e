internal import Addresses
internal import JSON
internal import Netlink

/// What ADD made, as the specification has it (CNI 1.1, "Success").
struct CNIResult {
    let bridge: Link
    let hostEnd: Link
    let containerEnd: Link
    let namespace: String
    let address: IPv4Address
    let gateway: IPv4Address

    func json(_ version: CNIVersion) -> JSONValue {
        var entry: JSONValue = [
            "address": .string("\(address)/32"), "gateway": .string(gateway.description), "interface": 2,
        ]
        if version.tagsAddressVersion { entry["version"] = "4" }
        return [
            "cniVersion": .string(version.rawValue),
            "interfaces": [
                interface(bridge, version), interface(hostEnd, version), interface(containerEnd, version, sandbox: namespace),
            ],
            "ips": [entry],
            "routes": [["dst": "0.0.0.0/0", "gw": .string(gateway.description)]],
            "dns": .emptyObject,
        ]
    }

    private func interface(_ link: Link, _ version: CNIVersion, sandbox: String? = nil) -> JSONValue {
        var value: JSONValue = ["name": .string(link.name)]
        if let mac = link.mac { value["mac"] = .string(mac.description) }
        if version.hasStatus { value["mtu"] = .int(Int64(link.mtu)) }
        if let sandbox { value["sandbox"] = .string(sandbox) }
        return value
    }
}

internal import Addresses
internal import JSON

/// The network's configuration as the runtime passes it on standard input, made from the file that `CNIConfigurationFile` writes.
struct CNIConfiguration: Hashable {
    let version: CNIVersion
    let name: String
    let bridge: String
    let mtu: UInt32
    let podCIDR: IPv4CIDR
    /// Where the allocations are kept.
    let dataDirectory: String
    /// Ports of the node that shall lead to the container.
    let hostPorts: [HostPort]
    /// The attachments that still exist (GC only); `nil` when the runtime did not say.
    let validAttachments: Set<AddressOwner>?
    /// What ADD had answered (CHECK only).
    let previousAddresses: [String]?

    /// The most that standard input may hold.
    static let maximumBytes = 1 << 20

    /// - Throws: `CNIError` that names the field.
    init(_ bytes: [UInt8]) throws(CNIError) {
        let json = try Self.read(bytes)
        version = try Self.version(json)
        name = try Self.text(json, "name")
        guard CNIRequest.isContainerID(name) else { throw CNIError(.invalidConfiguration, "name is malformed", details: name) }
        bridge = try Self.text(json, "bridge", default: PodNetworkConfiguration.defaultBridge)
        guard CNIRequest.isInterfaceName(bridge) else {
            throw CNIError(.invalidConfiguration, "bridge is not the name of an interface", details: bridge)
        }
        mtu = try Self.mtu(json)
        podCIDR = try Self.podCIDR(json)
        dataDirectory = try Self.text(json, "dataDir")
        guard dataDirectory.hasPrefix("/") else { throw CNIError(.invalidConfiguration, "dataDir is not an absolute path") }
        hostPorts = try HostPort.list(json)
        validAttachments = try Self.validAttachments(json)
        previousAddresses = json["prevResult"].map { ($0["ips"]?.arrayValue ?? []).compactMap { $0["address"]?.stringValue } }
    }

    /// The version a broken configuration asked to be answered in, as far as it can be told.
    static func versionText(_ bytes: [UInt8]) -> String {
        (try? read(bytes))?["cniVersion"]?.stringValue ?? CNIVersion.newest.rawValue
    }

    /// The version of a configuration of type `loopback`; `nil` for every other type.
    static func loopbackVersion(_ bytes: [UInt8]) throws(CNIError) -> CNIVersion? {
        let json = try read(bytes)
        return json["type"]?.stringValue == "loopback" ? try version(json) : nil
    }

    private static func read(_ bytes: [UInt8]) throws(CNIError) -> JSONValue {
        guard bytes.count <= maximumBytes else { throw CNIError(.undecodable, "the configuration is too large") }
        do {
            let json = try JSONReader.read(bytes)
            guard json.objectValue != nil else { throw CNIError(.undecodable, "the configuration is not an object") }
            return json
        } catch let error as CNIError {
            throw error
        } catch {
            throw CNIError(.undecodable, "the configuration is not JSON", details: "\(error)")
        }
    }

    private static func version(_ json: JSONValue) throws(CNIError) -> CNIVersion {
        let text = json["cniVersion"]?.stringValue ?? ""
        guard let version = CNIVersion(rawValue: text) else {
            let known = CNIVersion.allCases.map(\.rawValue).joined(separator: ", ")
            throw CNIError(.incompatibleVersion, "cniVersion \"\(text)\" is not supported", details: "supported: \(known)")
        }
        return version
    }

    private static func text(_ json: JSONValue, _ field: String, default fallback: String? = nil) throws(CNIError) -> String {
        guard let value = json[field] else {
            if let fallback { return fallback }
            throw CNIError(.invalidConfiguration, "\(field) is missing")
        }
        guard let text = value.stringValue, !text.isEmpty else {
            throw CNIError(.invalidConfiguration, "\(field) must be a text that is not empty")
        }
        return text
    }

    private static func mtu(_ json: JSONValue) throws(CNIError) -> UInt32 {
        guard let value = json["mtu"], !value.isNull else { return 1500 }
        guard let number = value.intValue, (576...65_535).contains(number), let mtu = UInt32(exactly: number) else {
            throw CNIError(.invalidConfiguration, "mtu must be a number from 576 to 65535")
        }
        return mtu
    }

    private static func podCIDR(_ json: JSONValue) throws(CNIError) -> IPv4CIDR {
        let text = try text(json, "podCIDR")
        guard let block = IPv4CIDR(text), (8...29).contains(block.prefixLength) else {
            throw CNIError(.invalidConfiguration, "podCIDR is not an IPv4 block of /8 to /29", details: text)
        }
        return block
    }

    private static func validAttachments(_ json: JSONValue) throws(CNIError) -> Set<AddressOwner>? {
        guard let list = json["cni.dev/valid-attachments"] ?? json["cni.dev/attachments"] else { return nil }
        guard let items = list.arrayValue else {
            throw CNIError(.invalidConfiguration, "cni.dev/valid-attachments is not a list")
        }
        var owners: Set<AddressOwner> = []
        for item in items {
            guard let container = item["containerID"]?.stringValue, let interface = item["ifname"]?.stringValue else {
                throw CNIError(.invalidConfiguration, "a valid attachment lacks containerID or ifname")
            }
            owners.insert(AddressOwner(containerID: container, interface: interface))
        }
        return owners
    }
}

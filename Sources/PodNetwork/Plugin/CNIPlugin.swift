internal import Addresses
internal import Files
internal import JSON
internal import Netlink

/// The CNI plugin: one short process per command of the container runtime (CNI specification 1.1 and its versions from 0.3.0).
package enum CNIPlugin {
    /// Whether a process with this environment was started as a plugin.
    package static func isRequested(_ environment: [String: String]) -> Bool { environment["CNI_COMMAND"] != nil }

    /// Does what the environment asks for with the configuration from standard input. Blocks. Never traps on bad input: every
    /// failure is an error object of the specification, with exit code 1.
    package static func main(environment: [String: String], stdin: [UInt8]) -> (stdout: [UInt8], exitCode: Int32) {
        do {
            let result = try respond(environment, stdin)
            return (result.map { JSONWriter.bytes($0) + [10] } ?? [], 0)
        } catch {
            let json = describe(error).json(version: CNIConfiguration.versionText(stdin))
            return (JSONWriter.bytes(json) + [10], 1)
        }
    }

    private static func respond(_ environment: [String: String], _ stdin: [UInt8]) throws -> JSONValue? {
        let request = try CNIRequest(environment: environment)
        if request.command == .version { return versions(stdin) }
        if let version = try CNIConfiguration.loopbackVersion(stdin) {
            return try LoopbackPlugin(version: version, request: request).respond()
        }
        let configuration = try CNIConfiguration(stdin)
        switch request.command {
        case .version: return nil
        case .add: return try add(request, configuration)
        case .delete: try delete(request, configuration)
        case .check: try check(request, configuration)
        case .status: try status(configuration)
        case .collectGarbage: try collectGarbage(configuration)
        }
        return nil
    }

    private static func versions(_ stdin: [UInt8]) -> JSONValue {
        [
            "cniVersion": .string(CNIConfiguration.versionText(stdin)),
            "supportedVersions": .array(CNIVersion.allCases.map { .string($0.rawValue) }),
        ]
    }

    private static func add(_ request: CNIRequest, _ configuration: CNIConfiguration) throws -> JSONValue {
        let attachment = try attachment(request, configuration)
        let store = try store(configuration)
        let address = try store.allocate(for: attachment.owner)
        let result: CNIResult
        do {
            result = try attachment.connect(address)
        } catch {
            // An earlier ADD for the same container may have succeeded: its interface then keeps the address.
            if try !attachment.isConnected { try store.release(attachment.owner) }
            throw error
        }
        do {
            try hostPorts(configuration).bind(
                configuration.hostPorts, to: address, for: attachment.owner, attached: attachment.network.attachedOwners)
        } catch {
            // Ports of a container without an interface are free.
            try attachment.disconnect()
            try store.release(attachment.owner)
            throw error
        }
        return result.json(configuration.version)
    }

    private static func delete(_ request: CNIRequest, _ configuration: CNIConfiguration) throws {
        let attachment = try attachment(request, configuration)
        try hostPorts(configuration).release(attachment.owner)
        // The address becomes free only when nobody can send from it any more.
        try attachment.disconnect()
        try store(configuration).release(attachment.owner)
    }

    private static func check(_ request: CNIRequest, _ configuration: CNIConfiguration) throws {
        guard configuration.version.hasCheck else { throw needs("CHECK", "0.4.0") }
        let attachment = try attachment(request, configuration)
        guard let address = try store(configuration).address(of: attachment.owner) else {
            throw CNIError(.unknownContainer, "the container has no address", details: attachment.owner.description)
        }
        if let previous = configuration.previousAddresses, !previous.contains("\(address)/32") {
            throw CNIError(.mismatch, "the container's address is \(address)", details: "prevResult has \(previous)")
        }
        try attachment.check(address)
        let missing = Set(configuration.hostPorts).subtracting(try hostPorts(configuration).ports(of: attachment.owner))
        guard missing.isEmpty else {
            throw CNIError(
                .mismatch, "host ports do not lead to the container",
                details: missing.map(\.claim).sorted().joined(separator: " "))
        }
    }

    private static func status(_ configuration: CNIConfiguration) throws {
        guard configuration.version.hasStatus else { throw needs("STATUS", "1.1.0") }
        do {
            guard try store(configuration).freeCount > 0 else {
                throw CNIError(.notAvailable, "no free address", details: configuration.podCIDR.description)
            }
        } catch let error as FileError {
            throw CNIError(.notAvailable, "the address store cannot be used", details: error.description)
        }
    }

    private static func collectGarbage(_ configuration: CNIConfiguration) throws {
        guard configuration.version.hasStatus else { throw needs("GC", "1.1.0") }
        guard let valid = configuration.validAttachments else {
            throw CNIError(.invalidConfiguration, "cni.dev/valid-attachments is missing")
        }
        try hostPorts(configuration).retain(valid.contains)
        let network = try BridgeNetwork(configuration)
        let kept = Set(valid.map(BridgeNetwork.hostEndName))
        if let bridge = try network.sockets.link(named: configuration.bridge) {
            for port in try network.sockets.links()
            where port.master == bridge.index && port.kind == "veth" && !kept.contains(port.name) {
                try network.sockets.deleteLink(named: port.name)
            }
        }
        try store(configuration).retain(only: valid)
    }

    private static func attachment(_ request: CNIRequest, _ configuration: CNIConfiguration) throws -> Attachment {
        let owner = AddressOwner(containerID: request.containerID, interface: request.interface)
        return Attachment(network: try BridgeNetwork(configuration), owner: owner, namespacePath: request.namespace)
    }

    private static func store(_ configuration: CNIConfiguration) throws -> AddressStore {
        let directory = AddressStore.directory(in: configuration.dataDirectory, network: configuration.name)
        return try AddressStore(directory: directory, range: configuration.podCIDR)
    }

    private static func hostPorts(_ configuration: CNIConfiguration) throws -> HostPortStore {
        let directory = HostPortStore.directory(in: configuration.dataDirectory, network: configuration.name)
        return try HostPortStore(directory: directory)
    }

    private static func needs(_ command: String, _ version: String) -> CNIError {
        CNIError(.incompatibleVersion, "\(command) needs cniVersion \(version) or later")
    }

    private static func describe(_ error: any Error) -> CNIError {
        switch error {
        case let error as CNIError: error
        case let error as NetlinkError where ["open network namespace", "enter network namespace"].contains(error.operation):
            CNIError(.unknownContainer, "the container's network namespace cannot be opened", details: error.description)
        case let error as NetlinkError: CNIError(.network, error.description)
        default: CNIError(.inputOutput, "\(error)")
        }
    }
}

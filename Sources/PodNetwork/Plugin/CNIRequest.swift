/// What the runtime asks for in environment variables (CNI specification 1.1, "Parameters").
struct CNIRequest: Hashable {
    enum Command: String {
        case add = "ADD"
        case delete = "DEL"
        case check = "CHECK"
        case version = "VERSION"
        case status = "STATUS"
        case collectGarbage = "GC"
    }

    let command: Command
    /// Empty for commands that are not about one container.
    let containerID: String
    let interface: String
    /// The path of the container's network namespace. DEL may come without.
    let namespace: String

    /// - Throws: `CNIError` with the code for invalid environment variables.
    init(environment: [String: String]) throws(CNIError) {
        let name = environment["CNI_COMMAND"] ?? ""
        guard let command = Command(rawValue: name) else {
            throw CNIError(.invalidEnvironment, "CNI_COMMAND is not a command of CNI", details: name)
        }
        self.command = command
        containerID = environment["CNI_CONTAINERID"] ?? ""
        interface = environment["CNI_IFNAME"] ?? ""
        namespace = environment["CNI_NETNS"] ?? ""
        switch command {
        case .add, .check, .delete: try requireAttachment()
        case .version, .status, .collectGarbage: break
        }
    }

    private func requireAttachment() throws(CNIError) {
        guard Self.isContainerID(containerID) else {
            throw CNIError(.invalidEnvironment, "CNI_CONTAINERID is missing or malformed", details: containerID)
        }
        guard Self.isInterfaceName(interface) else {
            throw CNIError(.invalidEnvironment, "CNI_IFNAME is missing or malformed", details: interface)
        }
        if command != .delete, namespace.isEmpty {
            throw CNIError(.invalidEnvironment, "CNI_NETNS is missing")
        }
    }

    /// A letter or digit, then letters, digits, `_`, `.` and `-`.
    static func isContainerID(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 253 else { return false }
        return text.utf8.allSatisfy {
            isAlphanumeric($0) || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains($0)
        }
    }

    /// What Linux takes for the name of an interface: 1 to 15 bytes, without `/`, `:` and white space, not `.` or `..`.
    static func isInterfaceName(_ text: String) -> Bool {
        guard (1...15).contains(text.utf8.count), text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}

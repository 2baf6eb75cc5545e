/// The interface of a container that holds an address.
struct AddressOwner: Hashable, CustomStringConvertible {
    let containerID: String
    let interface: String

    /// Both parts joined by `/`, which neither can contain.
    var description: String { "\(containerID)/\(interface)" }

    init(containerID: String, interface: String) {
        self.containerID = containerID
        self.interface = interface
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        self.init(containerID: String(parts[0]), interface: String(parts[1]))
    }
}

internal import Addresses
internal import Glibc

/// Which addresses of the node's range are in use, and by whom: one link per address that leads to its owner. Every call takes the
/// store's file lock.
struct AddressStore {
    private let links: LinkDirectory
    private let range: IPv4CIDR
    private static let lastName = "last"

    /// - Throws: `FileError` when the directory cannot be made.
    init(directory: String, range: IPv4CIDR) throws {
        links = try LinkDirectory(directory)
        self.range = range
    }

    static func directory(in data: String, network: String) -> String { "\(data)/networks/\(network)" }

    /// The owner's address: the one it has already, or the next free one after that handed out last.
    /// - Throws: `CNIError` when there is none left.
    func allocate(for owner: AddressOwner) throws -> IPv4Address {
        try links.locked {
            let owners = try owners()
            if let held = owners.first(where: { $0.value == owner && range.contains($0.key) }) {
                links.touch(held.key.description)
                return held.key
            }
            var slots = bitmap(owners.keys)
            while let slot = slots.take(), let address = range.address(at: slot) {
                if try links.create(address.description, to: owner.description) {
                    try links.replace(Self.lastName, with: address.description)
                    return address
                }
            }
            throw CNIError(.exhausted, "no free address", details: "\(range) has \(owners.count) in use")
        }
    }

    /// The address the owner holds, or `nil`.
    func address(of owner: AddressOwner) throws -> IPv4Address? {
        try links.locked { try owners().first { $0.value == owner }?.key }
    }

    /// Gives back what the owner holds. Not an error when it holds nothing.
    func release(_ owner: AddressOwner) throws { try release { $0 == owner } }

    /// Gives back what everybody else holds.
    func retain(only owners: Set<AddressOwner>) throws { try release { !owners.contains($0) } }

    /// Gives back what nobody uses: allocations that are older than `age` seconds and have no interface. A crash or a reboot can
    /// leave them behind. A younger one may belong to a container that is being connected right now.
    func releaseOrphans(olderThan age: Int, at now: Int = time(nil), isAttached: (AddressOwner) -> Bool) throws {
        try links.locked {
            for (address, owner) in try owners() where !isAttached(owner) {
                guard let made = links.time(of: address.description), now - made > age else { continue }
                try links.remove(address.description)
            }
        }
    }

    var freeCount: Int { get throws { try links.locked { bitmap(try owners().keys).free } } }

    private func release(where isReleased: (AddressOwner) -> Bool) throws {
        try links.locked {
            for (address, owner) in try owners() where isReleased(owner) { try links.remove(address.description) }
        }
    }

    /// Slots in use, with the network's address, the gateway and the broadcast address taken for good.
    private func bitmap(_ used: some Sequence<IPv4Address>) -> AllocationBitmap {
        var slots = AllocationBitmap(capacity: range.count)
        for slot in [0, 1, range.count - 1] { slots.take(slot) }
        for slot in used.compactMap(range.offset) { slots.take(slot) }
        if let last = links[Self.lastName].flatMap({ IPv4Address($0) }), let slot = range.offset(of: last) {
            slots.continueAfter(slot)
        }
        return slots
    }

    private func owners() throws -> [IPv4Address: AddressOwner] {
        var owners: [IPv4Address: AddressOwner] = [:]
        for name in try links.names() {
            guard let address = IPv4Address(name), let owner = links[name].flatMap({ AddressOwner($0) }) else { continue }
            owners[address] = owner
        }
        return owners
    }
}

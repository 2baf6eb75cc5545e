internal import Addresses
internal import CLinux
internal import Glibc
internal import Netlink

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

/// Which addresses of the node's range are in use, and by whom.
///
/// A directory with one symbolic link per address that points to its owner. Making a link is one atomic step that fails when the
/// link is there, so a crash leaves an allocation whole or absent, never half written. Nothing is synced to disk: what a power
/// failure takes away, it takes away together with the containers. Every call takes the store's file lock.
struct AddressStore {
    private let directory: String
    private let range: IPv4CIDR
    private static let lastName = "last"

    /// - Throws: `NetlinkError` when the directory cannot be made.
    init(directory: String, range: IPv4CIDR) throws {
        self.directory = directory
        self.range = range
        try Self.makeDirectories(directory)
    }

    static func directory(in data: String, network: String) -> String { "\(data)/networks/\(network)" }

    /// The first address of the range after the network's own: the bridge has it.
    var gateway: IPv4Address? { range.address(at: 1) }

    /// The owner's address: the one it has already, or the next free one after that handed out last.
    /// - Throws: `CNIError` when there is none left.
    func allocate(for owner: AddressOwner) throws -> IPv4Address {
        try locked {
            let owners = try owners()
            if let held = owners.first(where: { $0.value == owner && range.contains($0.key) }) {
                touch(held.key)
                return held.key
            }
            var slots = bitmap(owners.keys)
            while let slot = slots.take(), let address = range.address(at: slot) {
                if try link(address.description, to: owner.description) {
                    try rememberLast(address)
                    return address
                }
            }
            throw CNIError(.exhausted, "no free address", details: "\(range) has \(owners.count) in use")
        }
    }

    /// The address the owner holds, or `nil`.
    func address(of owner: AddressOwner) throws -> IPv4Address? {
        try locked { try owners().first { $0.value == owner }?.key }
    }

    /// Gives back what the owner holds. Not an error when it holds nothing.
    func release(_ owner: AddressOwner) throws { try release { $0 == owner } }

    /// Gives back what everybody else holds.
    func retain(only owners: Set<AddressOwner>) throws { try release { !owners.contains($0) } }

    /// Gives back what nobody uses: allocations that are older than `age` seconds and have no interface. A crash or a reboot can
    /// leave them behind. A younger one may belong to a container that is being connected right now.
    func releaseOrphans(olderThan age: Int, at now: Int = time(nil), isAttached: (AddressOwner) -> Bool) throws {
        try locked {
            for (address, owner) in try owners() where !isAttached(owner) {
                var status = stat()
                guard lstat(path(address.description), &status) == 0, now - status.st_mtim.tv_sec > age else { continue }
                guard unlink(path(address.description)) == 0 || errno == ENOENT else {
                    throw failure("release", address.description)
                }
            }
        }
    }

    /// Makes an allocation young again.
    private func touch(_ address: IPv4Address) {
        _ = utimensat(AT_FDCWD, path(address.description), nil, AT_SYMLINK_NOFOLLOW)
    }

    var freeCount: Int { get throws { try locked { bitmap(try owners().keys).free } } }

    private func release(where isReleased: (AddressOwner) -> Bool) throws {
        try locked {
            for (address, owner) in try owners() where isReleased(owner) {
                guard unlink(path(address.description)) == 0 || errno == ENOENT else {
                    throw failure("release", address.description)
                }
            }
        }
    }

    /// Slots in use, with the network's address, the gateway and the broadcast address taken for good.
    private func bitmap(_ used: some Sequence<IPv4Address>) -> AllocationBitmap {
        var slots = AllocationBitmap(capacity: range.count)
        for slot in [0, 1, range.count - 1] { slots.take(slot) }
        for slot in used.compactMap(range.offset) { slots.take(slot) }
        if let last = target(of: Self.lastName).flatMap({ IPv4Address($0) }), let slot = range.offset(of: last) {
            slots.continueAfter(slot)
        }
        return slots
    }

    private func owners() throws -> [IPv4Address: AddressOwner] {
        guard let stream = opendir(directory) else { throw failure("read", directory) }
        defer { closedir(stream) }
        var owners: [IPv4Address: AddressOwner] = [:]
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let address = IPv4Address(name), let owner = target(of: name).flatMap({ AddressOwner($0) }) else { continue }
            owners[address] = owner
        }
        return owners
    }

    private func rememberLast(_ address: IPv4Address) throws {
        let temporary = path(".last")
        _ = unlink(temporary)
        guard symlink(address.description, temporary) == 0, rename(temporary, path(Self.lastName)) == 0 else {
            throw failure("write", path(Self.lastName))
        }
    }

    /// `false` when the name is there already.
    private func link(_ name: String, to text: String) throws -> Bool {
        if symlink(text, path(name)) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure("write", path(name))
    }

    private func target(of name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 1024)
        let count = readlink(path(name), &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    private func path(_ name: String) -> String { directory + "/" + name }

    private func locked<R>(_ body: () throws -> R) throws -> R {
        let file = open(path("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open", path("lock")) }
        defer { close(file) }
        let code = swl_lock(file, 1)
        guard code == 0 else { throw NetlinkError("lock", path("lock"), code: -code) }
        return try body()
    }

    private func failure(_ operation: String, _ subject: String) -> NetlinkError {
        NetlinkError(operation, subject, code: errno)
    }

    private static func makeDirectories(_ path: String) throws {
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/" + part
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { throw NetlinkError("create", prefix, code: errno) }
        }
    }
}

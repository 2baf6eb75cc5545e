import Files
import Glibc
import Processes

/// What this machine must have before a cluster can run on it.
enum Requirements {
    private static let programs = [
        ("containerd", "containerd"), ("containerd-shim-runc-v2", "containerd"), ("ctr", "containerd"), ("runc", "runc"),
        ("nft", "nftables"), ("conntrack", "conntrack"),
    ]

    /// Bytes of free disk space, without any image but the built-in one.
    private static let neededSpace: UInt64 = 64 << 20

    /// Throws one error that names everything missing and the command that installs it.
    static func check(runsPods: Bool = true) throws {
        try checkRoot()
        guard runsPods else { return }
        let missing = programs.filter { Command.find($0.0) == nil }
        guard missing.isEmpty else {
            let packages = Set(missing.map(\.1)).sorted().joined(separator: " ")
            throw UserError(
                "not installed: \(missing.map(\.0).joined(separator: ", "))", advice: "run `apt-get install -y \(packages)`")
        }
        guard FileSystem.exists("/sys/fs/cgroup/cgroup.controllers") || FileSystem.exists("/sys/fs/cgroup/memory") else {
            throw UserError("no cgroups are mounted at /sys/fs/cgroup", advice: "mount cgroup v2 or the v1 controllers there")
        }
    }

    static func checkRoot() throws {
        guard geteuid() == 0 else {
            throw UserError("swiftlet needs root to make networks and containers", advice: "run it with sudo")
        }
    }

    /// Throws when the disk is too full for a cluster's database, logs and images.
    static func checkSpace(at directory: String) throws {
        var place = directory
        while !FileSystem.exists(place), let parent = FileSystem.parent(of: place) { place = parent }
        var information = statvfs()
        guard statvfs(place, &information) == 0 else { return }
        let (free, overflow) = UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize))
        guard overflow || free >= neededSpace else {
            throw UserError(
                "\(directory) has \(free >> 20) MiB of space left, a cluster needs \(neededSpace >> 20) MiB",
                advice: "free some or choose another place with --data-dir")
        }
    }

    /// Throws when something listens on the port already.
    static func checkFree(port: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { return }
        defer { close(listener) }
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0, errno == EADDRINUSE {
            throw UserError(
                "port \(port) is in use", advice: "stop what listens there (`ss -ltnp`) or choose another with --port")
        }
    }
}

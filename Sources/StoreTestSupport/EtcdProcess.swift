import AsyncTools
package import EtcdStore
import Foundation
import Glibc
package import Store

/// A real etcd member on loopback ports of its own, with its data in a temporary directory.
package final class EtcdProcess: Sendable {
    package static let program: String? = ["/usr/bin/etcd", "/usr/local/bin/etcd"].first { (path: String) in
        access(path, X_OK) == 0
    }

    package let clientPort: Int
    package let peerPort: Int
    package let name: String
    private let directory: String
    private let process = Guarded<Process?>(nil)

    package init(name: String, directory: String) throws {
        self.name = name
        self.directory = "\(directory)/\(name)"
        clientPort = try Self.freePort()
        peerPort = try Self.freePort()
    }

    package var endpoint: EtcdConfiguration.Endpoint {
        EtcdConfiguration.Endpoint(host: "127.0.0.1", port: clientPort, isSecure: false)
    }

    /// Starts it, or starts it again after it was killed. `cluster` are all members, this one among them.
    package func start(in cluster: [EtcdProcess], arguments: [String] = [], isSecure: Bool = false) throws {
        let client = "http\(isSecure ? "s" : "")://127.0.0.1:\(clientPort)"
        let peer = "http://127.0.0.1:\(peerPort)"
        let process = Process()
        process.executableURL = URL(filePath: Self.program ?? "")
        process.arguments =
            [
                "--name", name, "--data-dir", directory, "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--log-level", "error", "--initial-cluster",
                cluster.map { "\($0.name)=http://127.0.0.1:\($0.peerPort)" }.joined(separator: ","),
                // One member elects itself; several need time for one another on a busy machine.
                "--heartbeat-interval", cluster.count == 1 ? "10" : "100", "--election-timeout",
                cluster.count == 1 ? "100" : "1000",
            ] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
    }

    package func signal(_ number: CInt) {
        if let process = process.current { kill(process.processIdentifier, number) }
    }

    /// Kills it and waits for its end.
    package func kill() {
        signal(SIGKILL)
        process.withLock { $0.take() }?.waitUntilExit()
    }

    private func kill(_ identifier: pid_t, _ number: CInt) { Glibc.kill(identifier, number) }

    /// A port that was free a moment ago.
    package static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    /// Runs a test with one member and nothing in it.
    package static func withMember(
        arguments: [String] = [], isSecure: Bool = false, _ body: (EtcdProcess) async throws -> Void
    ) async throws {
        try await turnstile.pass {
            try await withTemporaryDirectory { directory in
                let member = try EtcdProcess(name: "one", directory: directory)
                try member.start(in: [member], arguments: arguments, isSecure: isSecure)
                defer { member.kill() }
                try await body(member)
            }
        }
    }

    /// A store in this member.
    package func store(prefix: String = "", retention: Retention = Retention()) async throws -> EtcdStore {
        var configuration = EtcdConfiguration(endpoints: [endpoint])
        configuration.prefix = prefix
        return try await EtcdStore.open(configuration, retention: retention, logger: quiet)
    }

    /// A few at a time: every member is a process.
    private static let turnstile = Turnstile(places: 3)
}

/// Several members that know one another.
package struct EtcdCluster {
    package let members: [EtcdProcess]

    package var configuration: EtcdConfiguration { EtcdConfiguration(endpoints: members.map(\.endpoint)) }

    package func restart(_ index: Int) throws { try members[index].start(in: members) }

    package static func run(members count: Int, _ body: (EtcdCluster) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let cluster = EtcdCluster(
                members: try (0..<count).map { try EtcdProcess(name: "member-\($0)", directory: directory) })
            for member in cluster.members { try member.start(in: cluster.members) }
            defer {
                for member in cluster.members { member.kill() }
            }
            try await body(cluster)
        }
    }
}

/// Lets a number of tasks through at a time.
actor Turnstile {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    nonisolated func pass(_ body: () async throws -> Void) async throws {
        await enter()
        do { try await body() } catch {
            await leave()
            throw error
        }
        await leave()
    }

    private func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}

import Addresses
import Glibc
import Testing

@testable import PodNetwork

/// A directory that is removed afterwards.
func withDirectory<R>(_ body: (String) throws -> R) throws -> R {
    let path = "/tmp/swiftlet-podnetwork-test-\(getpid())-\(UInt32.random(in: .min ... .max))"
    defer { removeTree(path) }
    return try body(path)
}

func removeTree(_ path: String) {
    if let stream = opendir(path) {
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { removeTree(path + "/" + name) }
        }
        closedir(stream)
        rmdir(path)
    }
    unlink(path)
}

@Suite struct AddressStoreTests {
    private func owner(_ id: String) -> AddressOwner { AddressOwner(containerID: id, interface: "eth0") }

    @Test func aFreedAddressIsUsedLast() throws {
        try withDirectory { directory in
            let store = try AddressStore(directory: directory, range: #require(IPv4CIDR("10.42.1.0/29")))
            let first = try (1...3).map { try store.allocate(for: owner("c\($0)")).description }
            #expect(first == ["10.42.1.2", "10.42.1.3", "10.42.1.4"])
            try store.release(owner("c1"))
            try store.release(owner("c1"))
            let next = try (4...6).map { try store.allocate(for: owner("c\($0)")).description }
            #expect(next == ["10.42.1.5", "10.42.1.6", "10.42.1.2"])
            let error = #expect(throws: CNIError.self) { try store.allocate(for: owner("c7")) }
            #expect(error?.code == .exhausted)
            #expect(try store.freeCount == 0)
        }
    }

    @Test func theSameContainerKeepsItsAddressOverARestart() throws {
        try withDirectory { directory in
            let range = try #require(IPv4CIDR("10.42.1.0/24"))
            let address = try AddressStore(directory: directory, range: range).allocate(for: owner("c1"))
            let later = try AddressStore(directory: directory, range: range)
            #expect(try later.allocate(for: owner("c1")) == address)
            #expect(try later.address(of: owner("c1")) == address)
            #expect(try later.allocate(for: AddressOwner(containerID: "c1", interface: "eth1")) != address)
        }
    }

    @Test func garbageIsTakenBack() throws {
        try withDirectory { directory in
            let store = try AddressStore(directory: directory, range: #require(IPv4CIDR("10.42.1.0/28")))
            for id in 1...5 { _ = try store.allocate(for: owner("c\(id)")) }
            try store.retain(only: [owner("c2"), owner("c9")])
            #expect(try store.freeCount == 12)
            #expect(try store.address(of: owner("c2")) != nil)
            #expect(try store.address(of: owner("c3")) == nil)
        }
    }

    @Test func anOldAllocationWithoutAnInterfaceIsTakenBack() throws {
        try withDirectory { directory in
            let store = try AddressStore(directory: directory, range: #require(IPv4CIDR("10.42.1.0/28")))
            for id in 1...3 { _ = try store.allocate(for: owner("c\(id)")) }
            let now = time(nil)
            try store.releaseOrphans(olderThan: 120, at: now + 60) { _ in false }
            #expect(try store.freeCount == 10)
            try store.releaseOrphans(olderThan: 120, at: now + 300) { $0 == owner("c2") }
            #expect(try store.freeCount == 12)
            #expect(try store.address(of: owner("c2")) != nil)
        }
    }

    @Test func strangeFilesInTheStoreDoNoHarm() throws {
        try withDirectory { directory in
            let store = try AddressStore(directory: directory, range: #require(IPv4CIDR("10.42.1.0/28")))
            symlink("no owner", directory + "/10.42.1.2")
            symlink("", directory + "/not-an-address")
            symlink("999.1.1.1", directory + "/last")
            let address = try store.allocate(for: owner("c1"))
            #expect(address.description == "10.42.1.3")
        }
    }

    @Test func manyAtOnceNeverShareAnAddress() async throws {
        let directory = "/tmp/swiftlet-podnetwork-test-\(getpid())-many"
        defer { removeTree(directory) }
        let range = try #require(IPv4CIDR("10.42.1.0/24"))
        let addresses = try await withThrowingTaskGroup(of: IPv4Address.self) { group in
            for id in 0..<40 {
                group.addTask {
                    try AddressStore(directory: directory, range: range).allocate(
                        for: AddressOwner(containerID: "c\(id)", interface: "eth0"))
                }
            }
            return try await group.reduce(into: Set<IPv4Address>()) { $0.insert($1) }
        }
        #expect(addresses.count == 40)
    }
}

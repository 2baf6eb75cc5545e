import Addresses
import JSON
import Logging
import Testing

@testable import APIServer

@Suite struct ServiceAllocatorTests {
    private func allocator(
        _ reader: FixedObjects, range: String = "10.43.0.0/28", ports: ClosedRange<Int> = 30000...30003
    )
        -> ServiceAllocator
    {
        ServiceAllocator(
            configuration: .init(serviceRange: IPv4CIDR(range), nodePorts: ports), reader: reader, logger: Logger(label: "test"))
    }

    private func service(_ name: String, _ spec: String) -> JSONValue {
        ["kind": "Service", "metadata": ["name": .string(name), "namespace": "x"], "spec": tree(spec)]
    }

    @discardableResult
    private func admit(
        _ allocator: ServiceAllocator, _ object: JSONValue, old: JSONValue? = nil, isDryRun: Bool = false
    ) async throws(StatusError) -> JSONValue {
        var operation = AdmissionOperation(
            kind: old == nil ? .create : .update, type: BuiltInResources.definition("services").type, subresource: "",
            namespace: object.text(path: "metadata", "namespace"), name: object.text(path: "metadata", "name"),
            user: UserInfo(name: "jane"), isDryRun: isDryRun, object: object, old: old)
        try await allocator.mutate(&operation)
        return operation.object ?? .null
    }

    private func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return (error as? StatusError)?.message ?? "\(error)"
        }
    }

    @Test func everyServiceGetsItsOwnAddressAndReservedOnesStayFree() async throws {
        let allocator = allocator(FixedObjects())
        var seen: Set<String> = []
        for index in 0..<12 {
            let made = try await admit(allocator, service("s\(index)", #"{"type":"ClusterIP","ports":[{"port":80}]}"#))
            let address = made.text(path: "spec", "clusterIP")
            #expect(made["spec"]?.texts("clusterIPs") == [address])
            seen.insert(address)
        }
        // 16 addresses without the first, the last, .1 and .10.
        #expect(seen.count == 12)
        #expect(seen.isDisjoint(with: ["10.43.0.0", "10.43.0.1", "10.43.0.10", "10.43.0.15"]))
        let full = await message { try await admit(allocator, service("more", #"{"type":"ClusterIP"}"#)) }
        #expect(full == "Internal error occurred: failed to allocate a serviceIP: range is full")
    }

    @Test func concurrentCreatesNeverShareAnAddressOrAPort() async throws {
        let allocator = allocator(FixedObjects(), range: "10.43.0.0/24", ports: 30000...30199)
        let made = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for index in 0..<150 {
                group.addTask {
                    try await admit(allocator, service("s\(index)", #"{"type":"NodePort","ports":[{"port":80}]}"#))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made.map { $0.text(path: "spec", "clusterIP") }).count == 150)
        #expect(Set(made.map { $0["spec"]?.list("ports")[0]["nodePort"]?.intValue }).count == 150)
    }

    @Test func chosenAddressIsCheckedForRangeAndOwner() async throws {
        let reader = FixedObjects()
        let allocator = allocator(reader)
        let first = try await admit(allocator, service("a", #"{"type":"ClusterIP","clusterIP":"10.43.0.5"}"#))
        reader.set(first)
        // The same Service again: its earlier write may have failed.
        try await admit(allocator, service("a", #"{"type":"ClusterIP","clusterIP":"10.43.0.5"}"#))
        #expect(
            await message { try await admit(allocator, service("b", #"{"type":"ClusterIP","clusterIP":"10.43.0.5"}"#)) }
                == #"Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.43.0.5"]: failed to allocate IP 10.43.0.5: provided IP is already allocated"#
        )
        #expect(
            await message { try await admit(allocator, service("b", #"{"type":"ClusterIP","clusterIP":"10.9.0.5"}"#)) }
                == #"Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.9.0.5"]: failed to allocate IP 10.9.0.5: the provided IP (10.9.0.5) is not in the valid range. The range of valid IPs is 10.43.0.0/28"#
        )
        #expect(
            await message { try await admit(allocator, service("b", #"{"type":"ClusterIP","clusterIP":"10.43.0.1"}"#)) } != "")
    }

    @Test func nodePortErrorsAreKubernetesOwn() async throws {
        let allocator = allocator(FixedObjects())
        try await admit(allocator, service("a", #"{"type":"NodePort","ports":[{"port":80,"nodePort":30001}]}"#))
        #expect(
            await message {
                try await admit(allocator, service("b", #"{"type":"NodePort","ports":[{"port":80,"nodePort":30001}]}"#))
            }
                == #"Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated"#)
        #expect(
            await message {
                try await admit(allocator, service("b", #"{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}"#))
            }
                == #"Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-30003"#
        )
    }

    @Test func samePortOverTwoProtocolsSharesANodePort() async throws {
        let made = try await admit(
            allocator(FixedObjects()),
            service(
                "dns",
                #"{"type":"NodePort","ports":[{"name":"u","port":53,"protocol":"UDP"},{"name":"t","port":53,"protocol":"TCP"}]}"#)
        )
        let ports = made["spec"]?.list("ports").map { $0["nodePort"]?.intValue } ?? []
        #expect(ports.count == 2 && ports[0] == ports[1])
    }

    @Test func storedServicesAreKnownAfterARestartAndDeletedOnesGiveTheirPortsBack() async throws {
        let old = service(
            "old",
            #"{"type":"NodePort","clusterIP":"10.43.0.5","clusterIPs":["10.43.0.5"],"ports":[{"port":80,"nodePort":30002}]}"#)
        let reader = FixedObjects(old)
        let allocator = allocator(reader)
        let wish = service("new", #"{"type":"NodePort","clusterIP":"10.43.0.5","ports":[{"port":80,"nodePort":30002}]}"#)
        #expect(await message { try await admit(allocator, wish) }.contains("provided IP is already allocated"))
        reader.remove(old)
        let made = try await admit(allocator, wish)
        #expect(made.text(path: "spec", "clusterIP") == "10.43.0.5")
    }

    @Test func exhaustedRangeTakesBackWhatNoServiceHas() async throws {
        let stored = (2...14).filter { $0 != 10 }.map { number in
            service("s\(number)", #"{"type":"ClusterIP","clusterIP":"10.43.0.\#(number)","clusterIPs":["10.43.0.\#(number)"]}"#)
        }
        let reader = FixedObjects(stored)
        let allocator = allocator(reader)
        #expect(await message { try await admit(allocator, service("n", #"{"type":"ClusterIP"}"#)) } != "")
        reader.remove(stored[3])
        let made = try await admit(allocator, service("n", #"{"type":"ClusterIP"}"#))
        #expect(made.text(path: "spec", "clusterIP") == stored[3].text(path: "spec", "clusterIP"))
    }

    @Test func dryRunTakesNothing() async throws {
        let allocator = allocator(FixedObjects())
        let wish = service("a", #"{"type":"NodePort","ports":[{"port":80,"nodePort":30001}]}"#)
        try await admit(allocator, wish, isDryRun: true)
        try await admit(allocator, service("b", #"{"type":"NodePort","ports":[{"port":80,"nodePort":30001}]}"#))
    }

    @Test func updateKeepsWhatTheClientLeavesOut() async throws {
        let allocator = allocator(FixedObjects())
        let first = try await admit(allocator, service("a", #"{"type":"NodePort","ports":[{"port":80}]}"#))
        let second = try await admit(
            allocator, service("a", #"{"type":"NodePort","ports":[{"port":81}]}"#), old: first)
        #expect(second[path: "spec", "clusterIP"] == first[path: "spec", "clusterIP"])
        #expect(second["spec"]?.list("ports")[0]["nodePort"] == first["spec"]?.list("ports")[0]["nodePort"])
        var plain = second
        plain[path: ["spec", "type"]] = "ClusterIP"
        let third = try await admit(allocator, plain, old: second)
        #expect(third["spec"]?.list("ports")[0]["nodePort"] == nil)
        #expect(third[path: "spec", "clusterIP"] == first[path: "spec", "clusterIP"])
        var external = third
        external[path: ["spec", "type"]] = "ExternalName"
        let fourth = try await admit(allocator, external, old: third)
        #expect(fourth[path: "spec", "clusterIP"] == nil)
    }

    @Test func headlessServiceTakesNoAddress() async throws {
        let made = try await admit(allocator(FixedObjects()), service("h", #"{"type":"ClusterIP","clusterIP":"None"}"#))
        #expect(made["spec"]?.texts("clusterIPs") == ["None"])
        #expect(made.text(path: "spec", "ipFamilyPolicy") == "SingleStack")
    }
}

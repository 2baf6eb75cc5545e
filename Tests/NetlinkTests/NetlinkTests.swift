import Addresses
import Glibc
import Processes
import Testing

@testable import Netlink

/// Tests that change the kernel need root; they work in network namespaces of their own.
let isRoot: Bool = geteuid() == 0

/// Runs the closure with a new network namespace that is removed afterwards.
func withNamespace<R>(_ body: (NetworkNamespace) throws -> R) throws -> R {
    let path = "/tmp/swiftlet-netlink-test-\(getpid())-\(UInt32.random(in: .min ... .max))"
    let namespace = try NetworkNamespace.create(at: path)
    defer { try? NetworkNamespace.remove(at: path) }
    return try body(namespace)
}

@Suite struct NetlinkMessageTests {
    @Test func attributesArePaddedAndNested() {
        var message = NetlinkMessage(type: 16, flags: 5)
        message.attribute(3, text: "lo")
        message.nested(18) { $0.attribute(1, UInt8(7)) }
        let bytes = message.finished(sequence: 9)
        #expect(bytes.count % 4 == 0)
        let reply = NetlinkReply.parse(bytes)
        #expect(reply.count == 1)
        #expect(reply.first?.sequence == 9)
        let attributes = reply.first?.attributes(after: 0) ?? [:]
        #expect(attributes[3]?.text == "lo")
        #expect(attributes[18].map { NetlinkReply.attributes($0) }?[1].map(Array.init) == [7])
    }

    @Test func impossibleLengthsEndTheReading() {
        #expect(NetlinkReply.parse([255, 0, 0, 0, 1]).isEmpty)
        #expect(NetlinkReply.parse([3, 0, 0, 0] + [UInt8](repeating: 0, count: 20)).isEmpty)
        #expect(NetlinkReply.attributes([2, 0, 1, 0][...]).isEmpty)
        #expect(NetlinkReply.attributes([200, 0, 1, 0, 5][...]).isEmpty)
    }

    @Test func hardwareAddressesComeFromTheIPAddress() throws {
        let mac = MACAddress(for: IPv4Address(10, 42, 0, 5))
        #expect(mac.description == "0a:58:0a:2a:00:05")
        #expect(MACAddress(mac.description) == mac)
        #expect(MACAddress("0a:58") == nil)
        #expect(MACAddress("0a:58:0a:2a:00:zz") == nil)
    }

    @Test func interfaceAddressesKeepTheirHostBits() {
        #expect(InterfaceAddress("10.42.1.1/24")?.description == "10.42.1.1/24")
        #expect(InterfaceAddress("10.42.1.1/33") == nil)
        #expect(InterfaceAddress("fd00::1/64")?.prefixLength == 64)
        #expect(InterfaceAddress("10.42.1.1") == nil)
    }
}

@Suite(.enabled(if: isRoot, "needs root: makes network namespaces")) struct KernelTests {
    @Test func bridgeAndVethCarryAddressesAndRoutes() throws {
        try withNamespace { here in
            try withNamespace { there in
                let near = try here.run { try RouteSocket() }
                let far = try there.run { try RouteSocket() }
                try near.createBridge(named: "br.test", LinkChange(mtu: 1400))
                let bridge = try #require(try near.link(named: "br.test"))
                #expect(bridge.kind == "bridge")
                try near.createVeth(
                    named: "veth-a", LinkChange(isUp: true, mtu: 1400, master: bridge.index),
                    peer: LinkChange(
                        mtu: 1400, mac: MACAddress(for: IPv4Address(10, 9, 0, 2)), name: "eth0", namespace: there.descriptor))
                let end = try #require(try near.link(named: "veth-a"))
                #expect(end.master == bridge.index)
                #expect(end.isUp)
                try near.changeBridgePort(end.index, hairpin: true, isolated: false)
                let inner = try #require(try far.link(named: "eth0"))
                #expect(inner.mac?.description == "0a:58:0a:09:00:02")
                #expect(inner.mtu == 1400)
                let address = try #require(InterfaceAddress("10.9.0.2/24"))
                try far.change(inner.index, LinkChange(isUp: true))
                try far.addAddress(address, to: inner.index)
                try far.addAddress(address, to: inner.index)
                #expect(try far.addresses(of: inner.index).contains(address))
                let route = Route(
                    to: try #require(InterfaceAddress("10.10.0.0/16")), via: .v4(IPv4Address(10, 9, 0, 1)),
                    interface: inner.index, origin: 115)
                try far.replaceRoute(route)
                try far.replaceRoute(route)
                #expect(try far.routes().filter { $0.origin == 115 } == [route])
                try far.deleteRoute(route)
                try far.deleteRoute(route)
                #expect(try far.routes().allSatisfy { $0.origin != 115 })
                try far.removeAddress(address, from: inner.index)
                try far.removeAddress(address, from: inner.index)
                try near.deleteLink(named: "veth-a")
                try near.deleteLink(named: "veth-a")
                #expect(try far.link(named: "eth0") == nil)
            }
        }
    }

    @Test func refusalsNameOperationSubjectAndReason() throws {
        try withNamespace { here in
            let sockets = try here.run { try RouteSocket() }
            #expect(throws: NetlinkError.self) { try sockets.createBridge(named: "a-name-that-is-too-long") }
            let error = #expect(throws: NetlinkError.self) { try sockets.change(4242, LinkChange(isUp: true)) }
            #expect(error?.code == ENODEV)
            #expect(error?.description.hasPrefix("change interface #4242: No such device") ?? false)
        }
    }

    @Test func theCallersNamespaceStays() throws {
        let before = try NetworkNamespace(path: "/proc/thread-self/ns/net")
        try withNamespace { other in
            let names = try other.run { try RouteSocket().links().map(\.name) }
            #expect(names == ["lo"])
            let after = try NetworkNamespace(path: "/proc/thread-self/ns/net")
            #expect(after.isSame(as: before))
            #expect(!after.isSame(as: other))
        }
    }

    @Test func settingsAreWrittenInsideTheNamespace() throws {
        try withNamespace { other in
            try other.run { try Sysctl.write("net/ipv4/ip_forward", "1") }
            #expect(try other.run { Sysctl.read("net/ipv4/ip_forward") } == "1")
            #expect(throws: NetlinkError.self) { try Sysctl.write("net/../kernel/hostname", "x") }
            #expect(Sysctl.read("net/no/such/thing") == nil)
        }
    }

    @Test(.enabled(if: Command.find("nft") != nil, "needs nft")) func rulesGoInTogetherOrNotAtAll() throws {
        try withNamespace { other in
            try other.run {
                let filter = try NFTables()
                try filter.apply("table ip test { chain a { counter; }; }\n")
                let error = #expect(throws: NetlinkError.self) { try filter.apply("delete table ip test\nnonsense\n") }
                #expect(error?.description.contains("syntax error") ?? false)
                #expect(try filter.table("ip", "test")?.contains("chain a") ?? false)
                try filter.deleteTable("ip", "test")
                try filter.deleteTable("ip", "test")
                #expect(try filter.table("ip", "test") == nil)
            }
        }
    }
}

import Addresses
import Glibc
import JSON
import Netlink
import NetworkTestSupport
import Testing

@testable import PodNetwork

/// A node and Pods, each a network namespace of its own, and the plugin called as the runtime does.
struct PluginBench {
    let directory: String
    let node: NetworkNamespace

    static func run(_ body: (PluginBench) throws -> Void) throws {
        try withDirectory { directory in
            mkdir(directory, 0o700)
            let path = directory + "/node"
            let node = try NetworkNamespace.create(at: path)
            defer { try? NetworkNamespace.remove(at: path) }
            try node.run {
                let sockets = try RouteSocket()
                if let loopback = try sockets.link(named: "lo") { try sockets.change(loopback.index, LinkChange(isUp: true)) }
            }
            try body(PluginBench(directory: directory, node: node))
        }
    }

    func withPod<R>(_ name: String, _ body: (NetworkNamespace) throws -> R) throws -> R {
        let path = directory + "/pod-" + name
        let pod = try NetworkNamespace.create(at: path)
        defer { try? NetworkNamespace.remove(at: path) }
        return try body(pod)
    }

    func call(
        _ command: String, _ id: String = "", _ pod: NetworkNamespace? = nil, version: String = "1.0.0",
        extra: JSONValue = .emptyObject
    ) throws -> (code: Int32, json: JSONValue) {
        var configuration: JSONValue = [
            "cniVersion": .string(version), "name": "swiftlet", "type": "swiftlet", "bridge": "cbr0", "mtu": 1400,
            "podCIDR": "10.42.1.0/28", "dataDir": .string(directory + "/data"),
        ]
        for member in extra.objectValue?.members ?? [] { configuration[member.key] = member.value }
        var environment = ["CNI_COMMAND": command, "CNI_CONTAINERID": id, "CNI_IFNAME": "eth0"]
        if let pod { environment["CNI_NETNS"] = pod.path }
        let input = JSONWriter.bytes(configuration)
        let (variables, stdin) = (environment, input)
        let (stdout, code) = try node.run { CNIPlugin.main(environment: variables, stdin: stdin) }
        return (code, stdout.isEmpty ? .null : try JSONReader.read(stdout))
    }

    func add(_ id: String, _ pod: NetworkNamespace) throws -> IPv4Address {
        let answer = try call("ADD", id, pod)
        let text = answer.json["ips"]?.arrayValue?.first?["address"]?.stringValue ?? "\(answer.json)"
        return try #require(IPv4Address(text.split(separator: "/").first ?? ""), "\(answer.json)")
    }
}

@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root: makes network namespaces")) struct CNIPluginTests {
    @Test func addAnswersAsTheSpecificationHasIt() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { pod in
                let answer = try bench.call("ADD", "a", pod)
                #expect(answer.code == 0)
                let host = BridgeNetwork.hostEndName(AddressOwner(containerID: "a", interface: "eth0"))
                let interfaces = answer.json["interfaces"]?.arrayValue ?? []
                #expect(interfaces.map { $0["name"]?.stringValue } == ["cbr0", host, "eth0"])
                #expect(interfaces.last?["sandbox"]?.stringValue == pod.path)
                let first = try bench.call("ADD", "b", pod, version: "1.1.0", extra: ["bridge": "cbr1"])
                #expect(first.json["code"]?.intValue == 100, "eth0 is there")
                let bridge = try bench.node.run { try RouteSocket().link(named: "cbr1") }
                #expect(bridge?.mtu == 1400)
                #expect(interfaces.last?["mac"]?.stringValue == "0a:58:0a:2a:01:02")
                #expect(
                    answer.json["ips"] == [["address": "10.42.1.2/32", "gateway": "10.42.1.1", "interface": 2]])
                #expect(answer.json["routes"] == [["dst": "0.0.0.0/0", "gw": "10.42.1.1"]])
                #expect(answer.json["cniVersion"] == "1.0.0")
                let old = try bench.call("ADD", "a", pod, version: "0.3.1")
                #expect(old.json["ips"]?.arrayValue?.first?["version"] == "4")
                #expect(old.json["ips"]?.arrayValue?.first?["address"] == "10.42.1.2/32")
            }
        }
    }

    @Test(arguments: ["0", "1"]) func podsReachOneAnotherAndTheNode(_ bridgedFramesAreFiltered: String) throws {
        try PluginBench.run { bench in
            try bench.node.run {
                guard Sysctl.read("net/bridge/bridge-nf-call-iptables") != nil else { return }
                try Sysctl.write("net/bridge/bridge-nf-call-iptables", bridgedFramesAreFiltered)
            }
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    let first = try bench.add("a", a)
                    let second = try bench.add("b", b)
                    let server = try NamingServer("b", port: 8080, in: b)
                    defer { server.stop() }
                    let onNode = try NamingServer("node", port: 8081, in: bench.node)
                    defer { onNode.stop() }
                    #expect(try ask(second, 8080, from: a) == "b \(first)")
                    #expect(try ask(second, 8080, from: bench.node) == "b 10.42.1.1")
                    #expect(try ask(IPv4Address(10, 42, 1, 1), 8081, from: a) == "node \(first)")
                    #expect(try ask(second, 8080, from: b) == "b \(second)")
                }
            }
        }
    }

    @Test func checkSeesWhatOthersChanged() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { pod in
                #expect(try bench.call("CHECK", "a", pod).json["code"]?.intValue == 3)
                let result = try bench.call("ADD", "a", pod).json
                #expect(try bench.call("CHECK", "a", pod, extra: ["prevResult": result]).code == 0)
                let foreign: JSONValue = ["prevResult": ["ips": [["address": "10.42.1.9/32"]]]]
                #expect(try bench.call("CHECK", "a", pod, extra: foreign).json["code"]?.intValue == 102)
                let inside = try pod.run { try RouteSocket() }
                let end = try #require(try inside.link(named: "eth0"))
                try inside.removeAddress(InterfaceAddress(IPv4Address(10, 42, 1, 2), prefixLength: 32), from: end.index)
                #expect(try bench.call("CHECK", "a", pod).json["code"]?.intValue == 102)
            }
        }
    }

    @Test func deletingTwiceAndWithoutNamespaceSucceeds() throws {
        try PluginBench.run { bench in
            let address = try bench.withPod("a") { try bench.add("a", $0) }
            #expect(try bench.call("DEL", "a").code == 0)
            #expect(try bench.call("DEL", "a").code == 0)
            #expect(try bench.call("DEL", "never-seen").code == 0)
            let ports = try bench.node.run { try RouteSocket().links().filter { $0.kind == "veth" } }
            #expect(ports.isEmpty)
            let next = try bench.withPod("b") { try bench.add("b", $0) }
            #expect(next != address)
        }
    }

    @Test func addingAgainAfterACrashHeals() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    let first = try bench.add("a", a)
                    // As if the process had died before it answered: the runtime repeats the call.
                    #expect(try bench.add("a", a) == first)
                    _ = try bench.add("b", b)
                    let server = try NamingServer("a", port: 8080, in: a)
                    defer { server.stop() }
                    #expect(try ask(first, 8080, from: b)?.hasPrefix("a ") ?? false)
                }
            }
        }
    }

    @Test func aSecondAddThatFailsLeavesTheFirstItsAddress() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { a in
                let first = try bench.add("a", a)
                let gone = try bench.withPod("gone") { $0 }
                #expect(try bench.call("ADD", "a", gone).json["code"]?.intValue == 3)
                #expect(try bench.call("CHECK", "a", a).code == 0)
                #expect(try bench.add("a", a) == first)
            }
        }
    }

    @Test func anInterfaceThatIsThereAlreadyLeaksNothing() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { pod in
                try pod.run { try RouteSocket().createBridge(named: "eth0") }
                let answer = try bench.call("ADD", "a", pod)
                #expect(answer.code == 1)
                #expect(answer.json["code"]?.intValue == 100)
                let ports = try bench.node.run { try RouteSocket().links().filter { $0.kind == "veth" } }
                #expect(ports.isEmpty)
                let store = try AddressStore(
                    directory: bench.directory + "/data/networks/swiftlet", range: #require(IPv4CIDR("10.42.1.0/28")))
                #expect(try store.freeCount == 13)
            }
        }
    }

    @Test func garbageCollectionKeepsOnlyWhatIsNamed() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { a in
                try bench.withPod("b") { b in
                    _ = try bench.add("a", a)
                    _ = try bench.add("b", b)
                    let valid: JSONValue = ["cni.dev/valid-attachments": [["containerID": "b", "ifname": "eth0"]]]
                    #expect(try bench.call("GC", version: "1.1.0", extra: valid).code == 0)
                    #expect(try bench.call("CHECK", "a", a).code == 1)
                    #expect(try bench.call("CHECK", "b", b).code == 0)
                    #expect(try bench.call("GC", version: "1.1.0").code == 1)
                }
            }
        }
    }

    @Test func aFullRangeIsSaidSo() throws {
        try PluginBench.run { bench in
            let store = try AddressStore(
                directory: bench.directory + "/data/networks/swiftlet", range: #require(IPv4CIDR("10.42.1.0/28")))
            #expect(try bench.call("STATUS", version: "1.1.0").code == 0)
            for id in 0..<13 { _ = try store.allocate(for: AddressOwner(containerID: "c\(id)", interface: "eth0")) }
            #expect(try bench.call("STATUS", version: "1.1.0").json["code"]?.intValue == 50)
            let refusal = try bench.withPod("a") { try bench.call("ADD", "a", $0) }
            #expect(refusal.json["code"]?.intValue == 101)
        }
    }

    @Test func theLoopbackPluginSetsLoUp() throws {
        try PluginBench.run { bench in
            try bench.withPod("a") { pod in
                let type: JSONValue = ["type": "loopback"]
                #expect(try bench.call("CHECK", "a", pod, extra: type).json["code"]?.intValue == 102)
                let answer = try bench.call("ADD", "a", pod, version: "0.3.1", extra: type)
                #expect(answer.json["ips"]?.arrayValue?.first?["address"] == "127.0.0.1/8")
                #expect(try pod.run { try RouteSocket().link(named: "lo")?.isUp } == true)
                #expect(try bench.call("CHECK", "a", pod, extra: type).code == 0)
                #expect(try bench.call("DEL", "a", extra: type).code == 0)
            }
        }
    }
}

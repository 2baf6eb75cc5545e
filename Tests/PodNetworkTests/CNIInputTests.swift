import Addresses
import JSON
import Testing

@testable import PodNetwork

@Suite struct CNIInputTests {
    static let good = """
        {"cniVersion":"1.0.0","name":"swiftlet","type":"swiftlet","bridge":"cbr0","mtu":1400,"podCIDR":"10.42.1.0/24",
         "dataDir":"/var/lib/x","clusterCIDR":"10.42.0.0/16"}
        """

    @Test func aConfigurationIsRead() throws {
        let configuration = try CNIConfiguration(Array(Self.good.utf8))
        #expect(configuration.bridge == "cbr0")
        #expect(configuration.mtu == 1400)
        #expect(configuration.podCIDR.description == "10.42.1.0/24")
        #expect(configuration.validAttachments == nil)
    }

    @Test(arguments: [
        ("", 6), ("[]", 6), ("{", 6), ("{}", 1), (#"{"cniVersion":"2.0.0"}"#, 1), (#"{"cniVersion":"1.0.0"}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"../x","podCIDR":"10.0.0.0/24","dataDir":"/d"}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"n","podCIDR":"10.0.0.0/31","dataDir":"/d"}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"n","podCIDR":5,"dataDir":"/d"}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"n","podCIDR":"10.0.0.0/24","dataDir":"d"}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"n","podCIDR":"10.0.0.0/24","dataDir":"/d","mtu":99999999999}"#, 7),
        (#"{"cniVersion":"1.0.0","name":"n","podCIDR":"10.0.0.0/24","dataDir":"/d","bridge":"a/b"}"#, 7),
        (#"{"cniVersion":"1.1.0","name":"n","podCIDR":"10.0.0.0/24","dataDir":"/d","cni.dev/valid-attachments":[{}]}"#, 7),
    ])
    func brokenConfigurationsAreRefusedWithTheirCode(_ text: String, _ code: Int64) throws {
        let error = #expect(throws: CNIError.self) { try CNIConfiguration(Array(text.utf8)) }
        #expect(error?.code.rawValue == code)
    }

    @Test func everyPrefixAndChangedByteOfAConfigurationIsAnsweredInOrder() throws {
        let bytes = Array(Self.good.utf8)
        let environment = ["CNI_COMMAND": "STATUS"]
        for length in 0..<bytes.count {
            let answer = CNIPlugin.main(environment: environment, stdin: Array(bytes[..<length]))
            #expect(answer.exitCode == 1)
            #expect(try JSONReader.read(answer.stdout)["code"]?.intValue != nil)
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x15
            _ = try? CNIConfiguration(changed)
        }
    }

    @Test(
        arguments: [
            [:], ["CNI_COMMAND": "NONSENSE"], ["CNI_COMMAND": "ADD"],
            ["CNI_COMMAND": "ADD", "CNI_CONTAINERID": "a", "CNI_IFNAME": "eth0"],
            ["CNI_COMMAND": "DEL", "CNI_CONTAINERID": "../../etc", "CNI_IFNAME": "eth0"],
            ["CNI_COMMAND": "DEL", "CNI_CONTAINERID": "a", "CNI_IFNAME": "a-name-that-is-too-long"],
            ["CNI_COMMAND": "CHECK", "CNI_CONTAINERID": "a", "CNI_IFNAME": "a/b", "CNI_NETNS": "/x"],
        ] as [[String: String]])
    func brokenEnvironmentsAreRefused(_ environment: [String: String]) throws {
        let answer = CNIPlugin.main(environment: environment, stdin: Array(Self.good.utf8))
        #expect(answer.exitCode == 1)
        let json = try JSONReader.read(answer.stdout)
        #expect(json["code"]?.intValue == 4)
        #expect(json["cniVersion"]?.stringValue == "1.0.0")
    }

    @Test func theVersionsAreListed() throws {
        let answer = CNIPlugin.main(environment: ["CNI_COMMAND": "VERSION"], stdin: Array(#"{"cniVersion":"0.4.0"}"#.utf8))
        #expect(answer.exitCode == 0)
        #expect(
            String(decoding: answer.stdout, as: UTF8.self)
                == #"{"cniVersion":"0.4.0","supportedVersions":["0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]}"# + "\n")
    }

    @Test func commandsOfLaterVersionsAreRefused() throws {
        let status = CNIPlugin.main(environment: ["CNI_COMMAND": "STATUS"], stdin: Array(Self.good.utf8))
        #expect(try JSONReader.read(status.stdout)["code"]?.intValue == 1)
    }

    @Test func aNamespaceThatIsNotThereIsAnUnknownContainer() throws {
        let directory = "/tmp/swiftlet-cni-input-test"
        defer { removeTree(directory) }
        let text = Self.good.replacing("/var/lib/x", with: directory)
        let environment = ["CNI_COMMAND": "ADD", "CNI_CONTAINERID": "a", "CNI_IFNAME": "eth0", "CNI_NETNS": "/no/such/netns"]
        let answer = CNIPlugin.main(environment: environment, stdin: Array(text.utf8))
        #expect(try JSONReader.read(answer.stdout)["code"]?.intValue == 3)
    }

    @Test func theHostsEndHasAStableName() {
        let name = BridgeNetwork.hostEndName(AddressOwner(containerID: "abc", interface: "eth0"))
        #expect(name == BridgeNetwork.hostEndName(AddressOwner(containerID: "abc", interface: "eth0")))
        #expect(name != BridgeNetwork.hostEndName(AddressOwner(containerID: "abd", interface: "eth0")))
        #expect(name.utf8.count == 14)
    }
}

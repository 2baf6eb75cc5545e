import Testing

@testable import APIServer

@Suite struct NameRulesTests {
    @Test(arguments: ["a", "a-b", "0a", String(repeating: "a", count: 63)])
    func goodLabels(_ text: String) { #expect(NameRules.dns1123Label(text) == []) }

    @Test(arguments: ["", "-a", "a-", "A", "a.b", "ä", "a b"])
    func badLabels(_ text: String) { #expect(NameRules.dns1123Label(text).count == 1) }

    @Test func lengthIsCountedInBytes() {
        #expect(NameRules.dns1123Label(String(repeating: "a", count: 64)) == ["must be no more than 63 bytes"])
        #expect(NameRules.dns1123Subdomain(String(repeating: "a.", count: 127) + "a").count == 1)
    }

    @Test func subdomainsAreLabelsWithDots() {
        #expect(NameRules.dns1123Subdomain("a.b-c.d") == [])
        #expect(NameRules.dns1123Subdomain("a..b").count == 1)
        #expect(NameRules.dns1123Subdomain(".a").count == 1)
    }

    @Test func serviceNamesBeginWithALetter() {
        #expect(NameRules.dns1035Label("web") == [])
        #expect(NameRules.dns1035Label("1web").count == 1)
    }

    @Test func labelKeysMayHaveOnePrefix() {
        #expect(NameRules.qualifiedName("app.kubernetes.io/name") == [])
        #expect(NameRules.qualifiedName("a/b/c").first?.hasPrefix("a qualified name must consist of") == true)
        #expect(NameRules.qualifiedName("/a") == ["prefix part must be non-empty"])
        #expect(NameRules.qualifiedName("a/").first == "name part must be non-empty")
    }

    @Test func configKeysAreFileNames() {
        #expect(NameRules.configKey("a.b_C-1") == [])
        #expect(NameRules.configKey("..") == ["must not be '..'"])
        #expect(NameRules.configKey("..a") == ["must not start with '..'"])
        #expect(NameRules.configKey("a/b").count == 1)
    }

    @Test func portNamesHaveALetter() {
        #expect(NameRules.portName("http2") == [])
        #expect(NameRules.portName("80") == ["must contain at least one letter (a-z)"])
        #expect(NameRules.portName("a--b") == ["must not contain consecutive hyphens"])
        #expect(NameRules.portName("-a") == ["must not begin or end with a hyphen"])
        #expect(NameRules.portName("Web").first == "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }

    @Test func roleNamesMayHoldColonsButNoSlash() {
        #expect(NameRules.pathSegment("system:node") == [])
        #expect(NameRules.pathSegment("a/b") == ["may not contain '/'"])
        #expect(NameRules.pathSegment("..") == ["may not be '..'"])
    }

    @Test(arguments: [
        ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.27", "IfNotPresent"), ("r.io:5000/nginx", "Always"),
        ("r.io:5000/nginx:1", "IfNotPresent"), ("nginx@sha256:abc", "IfNotPresent"), ("nginx:latest@sha256:abc", "Always"),
    ])
    func pullPolicyFollowsTheTag(_ image: String, _ policy: String) { #expect(PodDefaults.pullPolicy(image: image) == policy) }
}

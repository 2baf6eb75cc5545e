import APIServer
import JSON
import KubeAPI
import Store
import TestSupport
import Testing
import Transport

struct ListTests {
    private static func names(_ answer: TestAnswer) -> [String] {
        answer.body["items"]?.arrayValue?.compactMap { $0[path: "metadata", "name"]?.stringValue } ?? []
    }

    private static func fill(_ cluster: TestCluster, _ names: [String]) async throws {
        for name in names {
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name, labels: ["tier": .string(name)]))
        }
    }

    @Test(arguments: [
        ("tier=a", ["a"]), ("tier==a", ["a"]), ("tier!=a", ["b", "c"]), ("tier%20in%20(a,b),!old", ["a", "b"]),
        ("tier%20notin%20(a,b)", ["c"]), ("tier", ["a", "b", "c"]), ("!tier", []), ("tier,tier=c", ["c"]),
    ])
    func labelSelectorsPick(selector: String, expected: [String]) async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["c", "a", "b"])
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)?labelSelector=\(selector)")
            #expect(answer.status == 200)
            #expect(Self.names(answer).filter { $0 != "kube-root-ca.crt" } == expected)
        }
    }

    @Test func malformedSelectorsAreRefused() async throws {
        try await TestCluster.run { cluster in
            let label = try await cluster.send("GET", "\(ConfigMaps.path)?labelSelector=a%20b")
            #expect(label.status == 400)
            #expect(
                label.body["message"]
                    == "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")
            let field = try await cluster.send("GET", "\(ConfigMaps.path)?fieldSelector=spec.nope%3Dx")
            #expect(field.status == 400)
            #expect(
                field.body["message"]
                    == "\"spec.nope\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
            for bad in ["labelSelector=(", "labelSelector=a%20in%20", "labelSelector=a%20in%20(b", "fieldSelector=x"] {
                #expect(try await cluster.send("GET", "\(ConfigMaps.path)?\(bad)").status == 400, "\(bad)")
            }
        }
    }

    @Test func fieldSelectorsPickByNameAndByIndexedFields() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            for name in ["p", "q"] { _ = try await cluster.send("POST", path, Pods.object(name)) }
            _ = try await cluster.send(
                "POST", "\(path)/q/binding", ["metadata": ["name": "q"], "target": ["kind": "Node", "name": "n1"]])
            #expect(Self.names(try await cluster.send("GET", "\(path)?fieldSelector=metadata.name%3Dp")) == ["p"])
            #expect(Self.names(try await cluster.send("GET", "\(path)?fieldSelector=metadata.name%21%3Dp")) == ["q"])
            #expect(Self.names(try await cluster.send("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1")) == ["q"])
            #expect(Self.names(try await cluster.send("GET", "\(path)?fieldSelector=spec.nodeName%3D")) == ["p"])
            #expect(
                Self.names(try await cluster.send("GET", "\(path)?fieldSelector=status.phase%3DPending,spec.nodeName!%3Dn1"))
                    == ["p"])
        }
    }

    @Test func pagesShowTheRevisionOfTheFirstOne() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a", "b", "c", "d", "e"])
            let first = try await cluster.send("GET", "\(ConfigMaps.path)?limit=2")
            #expect(Self.names(first) == ["a", "b"])
            #expect(first.body[path: "metadata", "remainingItemCount"] == 3)
            let token = first.body[path: "metadata", "continue"]?.stringValue ?? ""
            #expect(!token.isEmpty)
            // What happens between the pages is not seen in them.
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/c")
            try await Self.fill(cluster, ["bb"])
            let second = try await cluster.send("GET", "\(ConfigMaps.path)?limit=2&continue=\(token)")
            #expect(Self.names(second) == ["c", "d"])
            #expect(second.body[path: "metadata", "resourceVersion"] == first.body[path: "metadata", "resourceVersion"])
            let last = second.body[path: "metadata", "continue"]?.stringValue ?? ""
            let third = try await cluster.send("GET", "\(ConfigMaps.path)?limit=2&continue=\(last)")
            #expect(Self.names(third) == ["e"])
            #expect(third.body[path: "metadata", "continue"] == nil)
            #expect(Self.names(try await cluster.send("GET", ConfigMaps.path)) == ["a", "b", "bb", "d", "e"])
        }
    }

    @Test func resourceVersionsAreHonoured() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a"])
            let before = try await cluster.send("GET", ConfigMaps.path)
            let version = before.body[path: "metadata", "resourceVersion"]?.stringValue ?? ""
            try await Self.fill(cluster, ["b"])
            let exact = try await cluster.send(
                "GET", "\(ConfigMaps.path)?resourceVersion=\(version)&resourceVersionMatch=Exact")
            #expect(Self.names(exact) == ["a"])
            #expect(exact.body[path: "metadata", "resourceVersion"]?.stringValue == version)
            #expect(Self.names(try await cluster.send("GET", "\(ConfigMaps.path)?resourceVersion=\(version)")) == ["a", "b"])
            #expect(Self.names(try await cluster.send("GET", "\(ConfigMaps.path)?resourceVersion=0")) == ["a", "b"])
            let future = try await cluster.send("GET", "\(ConfigMaps.path)/a?resourceVersion=999999999")
            #expect(future.status == 504)
            #expect(future.body["reason"] == "Timeout")
            #expect(future.body[path: "details", "causes"]?.arrayValue?.first?["reason"] == "ResourceVersionTooLarge")
            let malformed = try await cluster.send("GET", "\(ConfigMaps.path)?resourceVersion=abc")
            #expect(malformed.status == 400)
            #expect(
                malformed.body["message"]
                    == "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax"
            )
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)?resourceVersionMatch=Exact").status == 422)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)?limit=1&continue=zzz").status == 400)
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)?limit=-1").status == 200)
        }
    }

    /// Makes more changes than the server remembers of one kind.
    private static func outgrowMemory(_ cluster: TestCluster) async throws {
        let large = JSONValue.string(String(repeating: "x", count: 900_000))
        for index in 0..<6 {
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("z\(index)", data: ["a": large]))
        }
    }

    @Test func pagesOutliveTheMemoryOfTheServer() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a", "b", "c"])
            let first = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1")
            let token = first.body[path: "metadata", "continue"]?.stringValue ?? ""
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/b")
            try await Self.outgrowMemory(cluster)
            let second = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1&continue=\(token)")
            #expect(Self.names(second) == ["b"])
            #expect(second.body[path: "metadata", "remainingItemCount"] == 1)
            let labelled = try await cluster.send(
                "GET", "\(ConfigMaps.path)?limit=1&labelSelector=tier%3Dc&continue=\(token)")
            #expect(Self.names(labelled) == ["c"])
        }
    }

    @Test func compactedListGoesOnInconsistently() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a", "b", "c"])
            let first = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1")
            let token = first.body[path: "metadata", "continue"]?.stringValue ?? ""
            let version = first.body[path: "metadata", "resourceVersion"]?.stringValue ?? ""
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/b")
            try await Self.outgrowMemory(cluster)
            try await cluster.store.compact(before: try await cluster.store.currentRevision)
            let gone = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1&continue=\(token)")
            #expect(gone.status == 410)
            #expect(gone.body["reason"] == "Expired")
            let fresh = gone.body[path: "metadata", "continue"]?.stringValue ?? ""
            let rest = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1&continue=\(fresh)")
            #expect(Self.names(rest) == ["c"])
            let exact = try await cluster.send(
                "GET", "\(ConfigMaps.path)?resourceVersion=\(version)&resourceVersionMatch=Exact")
            #expect(exact.status == 410)
            #expect(exact.body["message"] == "The resourceVersion for the provided list is too old.")
        }
    }

    @Test func anyVersionIsAnsweredWhole() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a", "b"])
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1&resourceVersion=0")
            #expect(Self.names(answer) == ["a", "b"])
            #expect(answer.body[path: "metadata", "continue"] == nil)
        }
    }

    @Test(arguments: [
        (
            "resourceVersionMatch=Exact",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless "
                + "resourceVersion is provided"
        ),
        (
            "resourceVersionMatch=Exact&resourceVersion=0",
            "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""
        ),
        (
            "resourceVersionMatch=Some&resourceVersion=1",
            "resourceVersionMatch: Unsupported value: \"Some\": supported values: \"Exact\", \"NotOlderThan\", \"\""
        ),
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "watch=1&resourceVersionMatch=NotOlderThan",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is "
                + "forbidden for watch unless sendInitialEvents is provided"
        ),
        (
            "watch=1&sendInitialEvents=false",
            "resourceVersionMatch: Forbidden: sendInitialEvents requires setting "
                + "resourceVersionMatch to NotOlderThan"
        ),
    ])
    func optionsThatDoNotGoTogetherAreRefused(query: String, error: String) async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)?\(query)")
            #expect(answer.status == 422)
            #expect(answer.body["message"]?.stringValue == "ListOptions.meta.k8s.io \"\" is invalid: \(error)")
        }
    }

    @Test func itemsCarryNoKindAndListsDo() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a"])
            let list = try await cluster.send("GET", ConfigMaps.path)
            #expect(list.body["kind"] == "ConfigMapList")
            #expect(list.body["apiVersion"] == "v1")
            let item = list.body["items"]?.arrayValue?.first
            #expect(item?["kind"] == nil)
            #expect(item?["data"] == ["a": "1"])
            #expect(item?[path: "metadata", "resourceVersion"] != nil)
        }
    }

    @Test func tablesHaveColumnsAndRows() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a", "b"])
            let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
            let table = try await cluster.send("GET", ConfigMaps.path, accept: accept)
            #expect(table.body["kind"] == "Table")
            #expect(table.body["apiVersion"] == "meta.k8s.io/v1")
            #expect(table.body["columnDefinitions"]?.arrayValue?.map { $0["name"] } == ["Name", "Data", "Age"])
            let rows = table.body["rows"]?.arrayValue ?? []
            #expect(rows.count == 2)
            #expect(rows.first?["cells"]?.arrayValue?.prefix(2) == ["a", 1])
            #expect(rows.first?[path: "object", "kind"] == "PartialObjectMetadata")
            let bare = try await cluster.send("GET", "\(ConfigMaps.path)/a?includeObject=None", accept: accept)
            #expect(bare.body["rows"]?.arrayValue?.first?["object"]?.isNull == true)
            let whole = try await cluster.send("GET", "\(ConfigMaps.path)?includeObject=Object", accept: accept)
            #expect(whole.body["rows"]?.arrayValue?.first?[path: "object", "data"] == ["a": "1"])
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)?includeObject=Some", accept: accept).status == 400)
        }
    }

    @Test func partialMetadataLeavesTheRestOut() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a"])
            let one = try await cluster.send(
                "GET", "\(ConfigMaps.path)/a", accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
            #expect(one.body["kind"] == "PartialObjectMetadata")
            #expect(one.body[path: "metadata", "name"] == "a")
            #expect(one.body["data"] == nil)
            let list = try await cluster.send(
                "GET", ConfigMaps.path, accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
            #expect(list.body["kind"] == "PartialObjectMetadataList")
            #expect(list.body["items"]?.arrayValue?.first?["kind"] == "PartialObjectMetadata")
        }
    }

    @Test func prettyAnswersAreIndented() async throws {
        try await TestCluster.run { cluster in
            try await Self.fill(cluster, ["a"])
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)/a?pretty=true")
            #expect(answer.text.hasPrefix("{\n  \"kind\": \"ConfigMap\","))
        }
    }

    @Test func yamlIsAnsweredToWhoAsksForIt() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            for path in ["\(ConfigMaps.path)/cm", ConfigMaps.path] {
                let json = try await cluster.send("GET", path)
                let response = try await cluster.exchange.send(HTTPRequest("GET", path, headers: ["Accept": "application/yaml"]))
                #expect(response.headers["Content-Type"] == "application/yaml")
                let text = String(decoding: try await response.collect(limit: 10_000), as: UTF8.self)
                #expect(!text.hasPrefix("{"))
                #expect(try YAMLReader.document(text) == json.body)
            }
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)?watch=1", accept: "application/yaml").status == 406)
        }
    }
}

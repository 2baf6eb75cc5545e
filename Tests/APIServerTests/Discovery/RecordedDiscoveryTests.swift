import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// Every resource that this server offers is described as by a stock Kubernetes 1.36, which offers more.
struct RecordedDiscoveryTests {
    @Test(arguments: ["/api/v1": "core discovery", "/apis/apps/v1": "apps discovery"])
    func plainDiscoveryDescribesResourcesAlike(path: String, recording: String) async throws {
        let recorded = try Self.byName(GoldenFile.json("discovery.json")[recording])
        let answer = try await TestCluster.run { cluster in try await cluster.send("GET", path) }
        let mine = try Self.byName(answer.body["resources"])
        #expect(mine.count > 5)
        for (name, resource) in mine { #expect(resource == recorded[name], "\(name)") }
    }

    @Test func aggregatedDiscoveryDescribesResourcesAlike() async throws {
        var recorded: [String: JSONValue] = [:]
        for entry in try GoldenFile.json("discovery.json")["aggregated discovery"]?.arrayValue ?? [] {
            recorded[Self.name(entry["group"], entry["version"], entry["resource"])] = entry["resource"]
        }
        let answer = try await TestCluster.run { cluster in
            try await cluster.send(
                "GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
        }
        var count = 0
        for group in answer.body["items"]?.arrayValue ?? [] {
            for version in group["versions"]?.arrayValue ?? [] {
                for resource in version["resources"]?.arrayValue ?? [] {
                    let name = Self.name(group[path: "metadata", "name"], version["version"], resource)
                    #expect(resource == recorded[name], "\(name)")
                    count += 1
                }
            }
        }
        #expect(count > 10)
    }

    private static func byName(_ resources: JSONValue?) throws -> [String: JSONValue] {
        let entries = try #require(resources?.arrayValue)
        return Dictionary(entries.map { ($0["name"]?.stringValue ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func name(_ group: JSONValue?, _ version: JSONValue?, _ resource: JSONValue?) -> String {
        [group, version, resource?["resource"]].map { $0?.stringValue ?? "" }.joined(separator: "/")
    }
}

import APIServer
import JSON
import KubeAPI
import KubeClient
import Schema
import Store
import TestSupport
import Testing
import Transport

struct ServerTests {
    @Test func healthAndVersionAreOpenToEverybody() async throws {
        try await TestCluster.run { cluster in
            for path in ["/livez", "/readyz", "/healthz"] {
                let response = await cluster.server.respond(to: HTTPRequest("GET", path))
                #expect(response.status == 200)
                let verbose = await cluster.server.respond(to: HTTPRequest("GET", path, query: "verbose"))
                let text = String(decoding: try await verbose.collect(limit: 10_000), as: UTF8.self)
                #expect(text.contains("[+]ping ok\n"))
                #expect(text.hasSuffix("\(path.dropFirst()) check passed\n"))
            }
            let version = await cluster.server.respond(to: HTTPRequest("GET", "/version"))
            let body = try JSONReader.read(try await version.collect(limit: 10_000))
            #expect(body["major"] == "1")
            #expect(body["minor"] == "36")
        }
    }

    @Test func anonymousClientsMayDoNothingElse() async throws {
        try await TestCluster.run { cluster in
            let response = await cluster.server.respond(to: HTTPRequest("GET", "/api/v1/namespaces/default/pods"))
            #expect(response.status == 403)
            let body = try JSONReader.read(try await response.collect(limit: 10_000))
            #expect(
                body["message"]
                    == "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""
            )
            let path = await cluster.server.respond(to: HTTPRequest("GET", "/metrics"))
            #expect(path.status == 403)
            let text = try JSONReader.read(try await path.collect(limit: 10_000))["message"]
            #expect(text == "forbidden: User \"system:anonymous\" cannot get path \"/metrics\"")
        }
    }

    @Test func builtInObjectsAreThere() async throws {
        try await TestCluster.run { cluster in
            let namespaces = try await cluster.client.list(NamespaceShape.self).items.map(\.name)
            #expect(Set(namespaces) == ["default", "kube-node-lease", "kube-public", "kube-system"])
            let service = try await cluster.client.get(
                ServiceShape.self, ObjectKey(namespace: "default", name: "kubernetes"))
            #expect(service.spec.clusterIP == "10.43.0.1")
            let slice = try await cluster.client.get(
                EndpointSliceShape.self, ObjectKey(namespace: "default", name: "kubernetes"))
            #expect(slice.endpoints.first?.addresses == ["10.0.0.1"])
        }
    }

    @Test func everythingSurvivesARestart() async throws {
        let store = MemoryStore()
        let version = try await TestCluster.run(store: store) { cluster in
            try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm")).body
        }
        try await TestCluster.run(store: store) { cluster in
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").body == version)
            let before = try await cluster.store.currentRevision
            #expect(before > 0)
        }
    }

    @Test func restartWritesNothing() async throws {
        let store = MemoryStore()
        try await TestCluster.run(store: store) { _ in }
        let before = try await store.currentRevision
        try await TestCluster.run(store: store) { _ in }
        #expect(try await store.currentRevision == before)
    }

    @Test func rootListsThePaths() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("GET", "/")
            #expect(answer.body["paths"]?.arrayValue?.contains("/api") == true)
            let metrics = try await cluster.send("GET", "/metrics")
            #expect(metrics.text.contains("apiserver_request_total{code=\"201\",component=\"apiserver\""))
        }
    }

    @Test func impersonatedUserHasOnlyHisRights() async throws {
        try await TestCluster.run { cluster in
            let response = try await cluster.exchange.send(
                HTTPRequest("GET", "/api/v1/namespaces/default/secrets", headers: ["Impersonate-User": "jane"]))
            #expect(response.status == 403)
            let body = try JSONReader.read(try await response.collect(limit: 10_000))
            #expect(body["message"]?.stringValue?.contains("User \"jane\" cannot list resource \"secrets\"") == true)
        }
    }

    @Test func informerFollowsTheServer() async throws {
        try await TestCluster.run { cluster in
            let informer = Informer(cluster.client, ConfigMapShape.self, namespace: "default", logger: TestCluster.quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await informer.run() }
                try await informer.waitUntilSynced()
                _ = try await cluster.client.create(ConfigMap(name: "seen", namespace: "default") { $0.data = ["a": "b"] })
                for await change in informer.changes() {
                    if case .applied(let object, _) = change, object.name == "seen" {
                        #expect(object.data == ["a": "b"])
                        break
                    }
                }
                group.cancelAll()
            }
        }
    }
}

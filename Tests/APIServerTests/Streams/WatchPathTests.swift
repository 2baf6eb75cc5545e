import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct WatchPathTests {
    @Test func olderPathsWatchCollectionsAndSingleObjects() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)) }
            let prefix = "/api/v1/watch/namespaces/default/configmaps"
            for (path, expected) in [(prefix, "ADDED a"), ("\(prefix)/b", "ADDED b"), ("/api/v1/watch/configmaps", "ADDED a")] {
                var watch = try await WatchReader(cluster, path)
                #expect(try await watch.summary() == expected)
            }
            let other = try await cluster.send("GET", "\(prefix)/b?fieldSelector=metadata.name%3Da")
            #expect(other.status == 400)
            #expect(other.body["message"] == "fieldSelector metadata.name doesn't match requested name")
        }
    }

    @Test func rightToWatchIsAskedForOnOlderPaths() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "GET", "/api/v1/watch/namespaces/default/secrets/s", as: cluster.exchange(user: "jane"))
            #expect(answer.status == 403)
            #expect(
                answer.body["message"]?.stringValue?.contains(
                    "cannot watch resource \"secrets\" in API group \"\" in the namespace \"default\"") == true)
        }
    }

    @Test func onlyTheFirstTableOfAWatchDescribesItsColumns() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)) }
            var watch = try await WatchReader(
                cluster, ConfigMaps.path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(try await watch.next()?[path: "object", "columnDefinitions"]?.arrayValue?.isEmpty == false)
            #expect(try await watch.next()?[path: "object", "columnDefinitions"] == .null)
        }
    }

    @Test func webSocketsCarryOneEventPerMessage() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)) }
            let response = try await cluster.exchange.send(
                HTTPRequest(
                    "GET", ConfigMaps.path, query: "watch=1&timeoutSeconds=1",
                    headers: [
                        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
                    ]))
            #expect(response.status == 101)
            #expect(response.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            let names = try await response.body.withTunnel { tunnel -> [String] in
                var decoder = WebSocketDecoder(.client)
                var names: [String] = []
                while let bytes = try await tunnel.read() {
                    decoder.append(bytes)
                    while let frame = try decoder.next() {
                        if frame.opcode == .close { return names }
                        #expect(frame.opcode == .text)
                        let event = try JSONReader.read(frame.payload)
                        names.append(event[path: "object", "metadata", "name"]?.stringValue ?? "")
                    }
                }
                return names
            }
            #expect(names == ["a", "b"])
        }
    }
}

import APIServer
import JSON
import Store
import TestSupport
import Testing
import Transport

/// Reads watch events one by one.
struct WatchReader {
    private var chunks: any AsyncIteratorProtocol<[UInt8], any Error>
    private var buffer: [UInt8] = []

    init(_ cluster: TestCluster, _ target: String, accept: String = "application/json") async throws {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let response = try await cluster.exchange.send(
            HTTPRequest("GET", parts[0], query: "watch=1&" + (parts.count > 1 ? parts[1] : ""), headers: ["Accept": accept]))
        #expect(response.status == 200)
        guard case .stream(let stream) = response.body else { throw TransportError.closed }
        chunks = stream.makeAsyncIterator()
    }

    /// The next event; `nil` at the end of the watch.
    mutating func next() async throws -> JSONValue? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                return try JSONReader.read(line)
            }
            guard let chunk = try await chunks.next(isolation: nil) else { return nil }
            buffer += chunk
        }
    }

    /// Type and name of the next event: `ADDED a`.
    mutating func summary() async throws -> String? {
        guard let event = try await next() else { return nil }
        return "\(event["type"]?.stringValue ?? "") \(event[path: "object", "metadata", "name"]?.stringValue ?? "")"
    }
}

struct WatchTests {
    private static func version(_ cluster: TestCluster) async throws -> String {
        let list = try await cluster.send("GET", "\(ConfigMaps.path)?limit=1")
        return list.body[path: "metadata", "resourceVersion"]?.stringValue ?? ""
    }

    @Test func watchFromAListSeesEveryChangeAfterIt() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("old"))
            let version = try await Self.version(cluster)
            var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            #expect(try await watch.summary() == "ADDED a")
            let patched = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/a", ["data": ["b": "2"]], contentType: "application/merge-patch+json")
            let modified = try await watch.next()
            #expect(modified?["type"] == "MODIFIED")
            #expect(modified?["object"] == patched.body)
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            let deleted = try await watch.next()
            #expect(deleted?["type"] == "DELETED")
            #expect(deleted?[path: "object", "data"] == ["a": "1", "b": "2"])
            let before = patched.body[path: "metadata", "resourceVersion"]?.stringValue.flatMap { Int64($0) } ?? 0
            let after = deleted?[path: "object", "metadata", "resourceVersion"]?.stringValue.flatMap { Int64($0) } ?? 0
            #expect(after > before)
        }
    }

    @Test func watchWithoutAVersionBeginsWithWhatIsThere() async throws {
        try await TestCluster.run { cluster in
            for name in ["a", "b"] { _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object(name)) }
            var watch = try await WatchReader(cluster, ConfigMaps.path)
            #expect(try await watch.summary() == "ADDED a")
            #expect(try await watch.summary() == "ADDED b")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("c"))
            #expect(try await watch.summary() == "ADDED c")
        }
    }

    @Test func initialEventsEndWithABookmark() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            var watch = try await WatchReader(
                cluster,
                "\(ConfigMaps.path)?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")
            #expect(try await watch.summary() == "ADDED a")
            let bookmark = try await watch.next()
            #expect(bookmark?["type"] == "BOOKMARK")
            #expect(bookmark?[path: "object", "metadata", "annotations"] == ["k8s.io/initial-events-end": "true"])
            #expect(bookmark?[path: "object", "kind"] == "ConfigMap")
            let version = try await Self.version(cluster)
            #expect(bookmark?[path: "object", "metadata", "resourceVersion"]?.stringValue == version)
            let invalid = try await cluster.send("GET", "\(ConfigMaps.path)?watch=1&sendInitialEvents=true")
            #expect(invalid.status == 422)
        }
    }

    @Test func objectsThatEnterOrLeaveTheSelectionAreAddedOrDeleted() async throws {
        try await TestCluster.run { cluster in
            let version = try await Self.version(cluster)
            var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)&labelSelector=k%3Dv")
            func label(_ value: JSONValue) async throws {
                _ = try await cluster.send(
                    "PATCH", "\(ConfigMaps.path)/a", ["metadata": ["labels": ["k": value]]],
                    contentType: "application/merge-patch+json")
            }
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("other"))
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            try await label("v")
            #expect(try await watch.summary() == "ADDED a")
            try await label("w")
            let gone = try await watch.next()
            #expect(gone?["type"] == "DELETED")
            #expect(gone?[path: "object", "metadata", "labels"] == ["k": "v"])
            try await label("v")
            #expect(try await watch.summary() == "ADDED a")
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            #expect(try await watch.summary() == "DELETED a")
        }
    }

    @Test func podEntersTheWatchOfItsNodeWhenItIsBound() async throws {
        try await TestCluster.run { cluster in
            let path = "/api/v1/namespaces/default/pods"
            let version = try await Self.version(cluster)
            var watch = try await WatchReader(
                cluster, "/api/v1/pods?resourceVersion=\(version)&fieldSelector=spec.nodeName%3Dn1")
            for name in ["p", "q"] { _ = try await cluster.send("POST", path, Pods.object(name)) }
            for (name, node) in [("q", "n2"), ("p", "n1")] {
                _ = try await cluster.send(
                    "POST", "\(path)/\(name)/binding",
                    ["metadata": ["name": .string(name)], "target": ["kind": "Node", "name": .string(node)]])
            }
            #expect(try await watch.summary() == "ADDED p")
        }
    }

    @Test func watchEndsAtItsTimeout() async throws {
        try await TestCluster.run { cluster in
            let version = try await Self.version(cluster)
            let start = ContinuousClock.now
            var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)&timeoutSeconds=1")
            #expect(try await watch.next() == nil)
            // Perhaps later, never sooner.
            #expect(ContinuousClock.now - start >= .milliseconds(990))
        }
    }

    @Test func busyWatchEndsAtItsTimeoutToo() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let writing = Task {
                for count in 0... where !Task.isCancelled {
                    _ = try await cluster.send(
                        "PATCH", "\(ConfigMaps.path)/a", ["data": ["b": .string("\(count)")]],
                        contentType: "application/merge-patch+json")
                }
            }
            defer { writing.cancel() }
            var events = 0
            // On a crowded machine a second may pass without one.
            while events == 0 {
                let version = try await Self.version(cluster)
                var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)&timeoutSeconds=1")
                while try await watch.next() != nil { events += 1 }
            }
        }
    }

    @Test func watchersOverManyConnectionsSeeEveryChangeInOrder() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let version = try await Self.version(cluster)
            try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<50 {
                    var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)")
                    group.addTask {
                        var values: [String] = []
                        while values.count < 100, let event = try await watch.next() {
                            values.append(event[path: "object", "data", "b"]?.stringValue ?? "")
                        }
                        return values
                    }
                }
                for count in 0..<100 {
                    _ = try await cluster.send(
                        "PATCH", "\(ConfigMaps.path)/a", ["data": ["b": .string("\(count)")]],
                        contentType: "application/merge-patch+json")
                }
                for try await values in group { #expect(values == (0..<100).map(String.init)) }
            }
        }
    }

    @Test func watchGoesOnAfterARestart() async throws {
        let store = MemoryStore()
        let version = try await TestCluster.run(store: store) { cluster in
            // Enough history that the second server does not begin with the first revision.
            for index in 0..<400 {
                _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("old\(index)"))
            }
            let version = try await Self.version(cluster)
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/old7")
            return version
        }
        try await TestCluster.run(store: store) { cluster in
            var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)")
            #expect(try await watch.summary() == "ADDED a")
            #expect(try await watch.summary() == "DELETED old7")
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            #expect(try await watch.summary() == "DELETED a")
            var late = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=1")
            let event = try await late.next()
            #expect(event?["type"] == "ERROR")
            #expect(event?[path: "object", "code"] == 410)
            #expect(event?[path: "object", "reason"] == "Expired")
            #expect(try await late.next() == nil)
            let list = try await cluster.send("GET", ConfigMaps.path)
            #expect(list.body["items"]?.arrayValue?.count == 399)
        }
    }

    @Test func watchedTablesCarryOneRowEach() async throws {
        try await TestCluster.run { cluster in
            let version = try await Self.version(cluster)
            var watch = try await WatchReader(
                cluster, "\(ConfigMaps.path)?resourceVersion=\(version)",
                accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("a"))
            let event = try await watch.next()
            #expect(event?["type"] == "ADDED")
            #expect(event?[path: "object", "kind"] == "Table")
            #expect(event?[path: "object", "rows"]?.arrayValue?.count == 1)
        }
    }

    @Test func manyWatchersSeeTheSameEventsInTheSameOrder() async throws {
        try await TestCluster.run { cluster in
            let version = try await Self.version(cluster)
            try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<10 {
                    var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)")
                    group.addTask {
                        var seen: [String] = []
                        while seen.count < 20, let event = try await watch.summary() { seen.append(event) }
                        return seen
                    }
                }
                for index in 0..<20 {
                    _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("n\(index)"))
                }
                for try await seen in group { #expect(seen == (0..<20).map { "ADDED n\($0)" }) }
            }
        }
    }

    @Test func watcherThatFallsFarBehindIsEndedAndCanStartOver() async throws {
        try await TestCluster.run { cluster in
            let version = try await Self.version(cluster)
            var watch = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(version)")
            // More than the server keeps of one kind's changes, while nobody reads.
            let large = JSONValue.string(String(repeating: "x", count: 900_000))
            for index in 0..<6 {
                let answer = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("n\(index)", data: ["a": large]))
                #expect(answer.status == 201)
            }
            let event = try await watch.next()
            #expect(event?["type"] == "ERROR")
            #expect(event?[path: "object", "code"] == 410)
            #expect(try await watch.next() == nil)
            let fresh = try await Self.version(cluster)
            var again = try await WatchReader(cluster, "\(ConfigMaps.path)?resourceVersion=\(fresh)")
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/n0")
            #expect(try await again.summary() == "DELETED n0")
        }
    }
}

import APIServer
import JSON
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct FlowControlTests {
    private static let queuing: JSONValue = ["queues": 64, "handSize": 4, "queueLengthLimit": 50]

    @Test func noisyClientDoesNotStarveAnother() async throws {
        try await GatedServer.run(seats: 20) { cluster in
            try await cluster.createNarrowLevel(queuing: Self.queuing)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<30 { group.addTask { try await cluster.get("/gate/noisy", as: "noisy").status } }
                try await eventually { try await cluster.waiting(29) }
                group.addTask { try await cluster.get("/gate/quiet", as: "quiet").status }
                try await eventually { try await cluster.waiting(30) }
                // One seat, and one request at a time. The noisy client's hand has four queues, and each may go first once.
                var released = 0
                while !cluster.gate.arrived.contains("quiet") {
                    cluster.gate.letOneGo()
                    released += 1
                    let before = released
                    try await eventually { cluster.gate.arrived.count > before }
                }
                #expect(released <= 5)
                cluster.gate.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(cluster.gate.arrived.filter { $0 == "noisy" }.count == 30)
        }
    }

    @Test func otherLevelsDoNotFeelAFullOne() async throws {
        try await GatedServer.run(seats: 20) { cluster in
            try await cluster.createNarrowLevel(queuing: Self.queuing)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await cluster.get("/gate/noisy", as: "noisy") } }
                try await eventually { try await cluster.waiting(19) }
                let node = try await cluster.get(
                    "/api/v1/nodes", as: "system:node:a", groups: ["system:nodes", "system:authenticated"])
                #expect(node.status == 200)
                #expect(try await cluster.get("/api/v1/pods", as: "somebody").status == 200)
                // Answered, whatever it says: this server does not get everything in place, and is not alive for ever.
                #expect(try await cluster.get("/livez", as: "noisy").status != 429)
                cluster.gate.open()
                try await group.waitForAll()
            }
        }
    }

    @Test func fullQueueIsAnsweredWith429() async throws {
        try await GatedServer.run(seats: 20) { cluster in
            try await cluster.createNarrowLevel(queuing: ["queues": 1, "handSize": 1, "queueLengthLimit": 3])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await cluster.get("/gate/noisy", as: "noisy") } }
                try await eventually { try await cluster.waiting(3) }
                let refused = try await cluster.get("/gate/noisy", as: "noisy")
                try await Self.expectTooMany(refused)
                #expect(try await cluster.metrics().contains(#"reason="queue-full"} 1"#))
                cluster.gate.open()
                try await group.waitForAll()
            }
        }
    }

    @Test func levelThatRejectsLetsNobodyWait() async throws {
        try await GatedServer.run(seats: 20) { cluster in
            try await cluster.createNarrowLevel(queuing: nil)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await cluster.get("/gate/noisy", as: "noisy") }
                try await eventually { cluster.gate.arrived.count == 1 }
                try await Self.expectTooMany(try await cluster.get("/gate/noisy", as: "noisy"))
                #expect(try await cluster.metrics().contains(#"reason="concurrency-limit"} 1"#))
                cluster.gate.open()
                try await group.waitForAll()
            }
        }
    }

    @Test func clientThatLeavesTheQueueTakesNoSeat() async throws {
        try await GatedServer.run(seats: 20) { cluster in
            try await cluster.createNarrowLevel(queuing: Self.queuing)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await cluster.get("/gate/noisy", as: "noisy") }
                try await eventually { cluster.gate.arrived.count == 1 }
                let leaving = Task { try await cluster.get("/gate/quiet", as: "quiet").status }
                try await eventually { try await cluster.waiting(1) }
                leaving.cancel()
                #expect(try await leaving.value == 429)
                try await eventually { try await cluster.waiting(0) }
                cluster.gate.open()
                try await group.waitForAll()
                #expect(cluster.gate.arrived == ["noisy"])
            }
        }
    }

    @Test func answersNameTheirSchemaAndLevel() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("GET", "/api/v1/pods", as: cluster.exchange(user: "jane"))
            let schema = try await cluster.send("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/global-default")
            let level = try await cluster.send(
                "GET", "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations/global-default")
            #expect(answer.headers["X-Kubernetes-PF-FlowSchema-UID"] == schema.body[path: "metadata", "uid"]?.stringValue)
            #expect(
                answer.headers["X-Kubernetes-PF-PriorityLevel-UID"] == level.body[path: "metadata", "uid"]?.stringValue)
        }
    }

    @Test func bootstrapObjectsComeBackAsKubernetesKeepsThem() async throws {
        let golden = try GoldenFile.json("flow-control.json").objectValue?.members ?? []
        try await TestCluster.run { cluster in
            for member in golden {
                let (plural, objects) = (member.key, member.value.arrayValue ?? [])
                let stored = try await cluster.send("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/\(plural)")
                let specs = (stored.body["items"]?.arrayValue ?? []).map { ($0[path: "metadata", "name"], $0["spec"]) }
                #expect(specs.count == objects.count)
                for object in objects {
                    let spec = specs.first { $0.0 == object["name"] }?.1
                    #expect(spec == object["spec"], "\(plural) \(object["name"] ?? .null)")
                }
            }
        }
    }
}

extension FlowControlTests {
    static func expectTooMany(_ response: HTTPResponse) async throws {
        #expect(response.status == 429)
        #expect(response.headers["Retry-After"] == "1")
        #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        let body = try await response.collect(limit: 10_000)
        #expect(String(decoding: body, as: UTF8.self) == "Too many requests, please try again later.\n")
    }
}

extension GatedServer {
    /// Whether exactly so many wait in the narrow level.
    func waiting(_ count: Int) async throws -> Bool {
        try await metrics().contains(
            "apiserver_flowcontrol_current_inqueue_requests{flow_schema=\"gate\",priority_level=\"narrow\"} \(count)\n")
    }
}

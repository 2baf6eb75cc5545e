import JSON
import KubeAPI
import KubeClient
import Logging
import Schema
import Testing
import Transport

@Suite struct KubeClientTests {
    private func client(_ exchange: ScriptedExchange) -> KubeClient { KubeClient(exchange, userAgent: "test/1") }

    @Test func aListIsReadPageByPage() async throws {
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 1)], 7, next: "more/2"), Wire.list([Wire.configMap("b", 2)], 7),
        ])
        let list = try await client(exchange).list(ConfigMapShape.self, namespace: "n", labelSelector: "a in (b,c)")
        #expect(list.items.map(\.name) == ["a", "b"])
        #expect(list.resourceVersion == "7")
        #expect(exchange.requests[0].path == "/api/v1/namespaces/n/configmaps")
        #expect(exchange.requests[0].query == "labelSelector=a%20in%20%28b%2Cc%29&limit=500")
        #expect(exchange.requests[1].query.hasSuffix("continue=more%2F2"))
    }

    @Test func aListWhoseSnapshotExpiresStartsOver() async throws {
        let exchange = ScriptedExchange([
            Wire.list([Wire.configMap("a", 1)], 7, next: "more"), .json(Wire.status(410, "Expired"), status: 410),
            Wire.list([Wire.configMap("a", 1), Wire.configMap("b", 2)], 9),
        ])
        let list = try await client(exchange).list(ConfigMapShape.self)
        #expect(list.items.map(\.name) == ["a", "b"])
        #expect(list.resourceVersion == "9")
        #expect(exchange.requests[2].query.isEmpty)
    }

    @Test func anErrorAnswerBecomesAnAPIError() async throws {
        let exchange = ScriptedExchange([.json(Wire.status(409, "AlreadyExists"), status: 409)])
        let error = await #expect(throws: APIError.self) {
            try await client(exchange).create(ConfigMap(name: "a", namespace: "n"))
        }
        #expect(error?.isAlreadyExists == true)
        #expect(error?.isConflict == false)
        #expect(error?.message == "because")
    }

    @Test func anAnswerThatIsNoStatusKeepsItsCode() async throws {
        let exchange = ScriptedExchange([.json("gateway says no", status: 502)])
        let error = await #expect(throws: APIError.self) {
            try await client(exchange).get(ConfigMapShape.self, ObjectKey(namespace: "n", name: "a"))
        }
        #expect(error?.code == 502)
        #expect(error?.message.contains("gateway says no") == true)
    }

    @Test func aMissingObjectIsFoundToBeNil() async throws {
        let exchange = ScriptedExchange([.json(Wire.status(404, "NotFound"), status: 404)])
        #expect(try await client(exchange).find(ConfigMapShape.self, ObjectKey(namespace: "n", name: "a")) == nil)
    }

    @Test func deletionCarriesItsOptionsOnlyWhenThereAreSome() async throws {
        let exchange = ScriptedExchange([.json([:]), .json([:])])
        let key = ObjectKey(namespace: "n", name: "a")
        try await client(exchange).delete(ConfigMapShape.self, key)
        try await client(exchange).delete(
            ConfigMapShape.self, key,
            .init(gracePeriodSeconds: 0, propagationPolicy: .foreground, preconditions: .init(uid: "u")))
        #expect(exchange.requests[0].body.isEmpty)
        let body = try JSONReader.read(exchange.requests[1].body)
        #expect(body["gracePeriodSeconds"] == 0)
        #expect(body["propagationPolicy"] == "Foreground")
        #expect(body[path: "preconditions", "uid"] == "u")
    }

    @Test func aPatchSaysWhatKindItIs() async throws {
        let exchange = ScriptedExchange([.json(Wire.configMap("a", 2))])
        _ = try await client(exchange).patch(
            ConfigMapShape.self, ObjectKey(namespace: "n", name: "a"), .strategic(["data": [:]]), subresource: "status")
        #expect(exchange.requests[0].headers["Content-Type"] == "application/strategic-merge-patch+json")
        #expect(exchange.requests[0].path == "/api/v1/namespaces/n/configmaps/a/status")
    }

    @Test func repeatedEventsRaiseTheCountOfTheFirst() async throws {
        let exchange = ScriptedExchange([.json([:]), .json([:])])
        let recorder = EventRecorder(
            client(exchange), component: "tester", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let subject = ConfigMap(json: Wire.configMap("a", 1)).reference
        recorder.record(about: subject, type: "Warning", reason: "Broken", message: "It broke.")
        await recorder.flush()
        recorder.record(about: subject, type: "Warning", reason: "Broken", message: "It broke.")
        await recorder.flush()
        let requests = exchange.requests
        try #require(requests.count == 2)
        #expect(requests[0].method == "POST")
        let event = Event(json: try JSONReader.read(requests[0].body))
        #expect(event.count == 1)
        #expect(event.involvedObject.name == "a")
        #expect(event.source.component == "tester")
        #expect(requests[1].method == "PATCH")
        #expect(requests[1].path.hasSuffix(event.name))
        #expect(try JSONReader.read(requests[1].body)["count"] == 2)
    }
}

@Suite struct LabelMatcherTests {
    @Test func everyRequirementMustHold() {
        let selector = LabelSelector {
            $0.matchLabels = ["app": "web"]
            $0.matchExpressions = [
                LabelSelectorRequirement {
                    $0.key = "tier"
                    $0.operator = "In"
                    $0.values = ["a", "b"]
                },
                LabelSelectorRequirement {
                    $0.key = "old"
                    $0.operator = "DoesNotExist"
                },
            ]
        }
        #expect(selector.matches(["app": "web", "tier": "b"]))
        #expect(!selector.matches(["app": "web"]))
        #expect(!selector.matches(["app": "web", "tier": "b", "old": ""]))
        #expect(selector.text == "app=web,tier in (a,b),!old")
    }

    @Test func anEmptySelectorMatchesEverythingAndNotInMatchesAbsence() {
        #expect(LabelSelector().matches([:]))
        let rule = LabelMatcher([.init(key: "a", operator: "NotIn", values: ["x"])])
        #expect(rule.matches([:]))
        #expect(!rule.matches(["a": "x"]))
        #expect(!LabelMatcher([.init(key: "a", operator: "Near", values: [])]).matches(["a": "x"]))
    }

    @Test func nodeSelectorsCompareNumbers() {
        #expect(LabelMatcher([.init(key: "cores", operator: "Gt", values: ["4"])]).matches(["cores": "8"]))
        #expect(!LabelMatcher([.init(key: "cores", operator: "Gt", values: ["4"])]).matches(["cores": "many"]))
        #expect(LabelMatcher([.init(key: "cores", operator: "Lt", values: ["4"])]).matches(["cores": "2"]))
    }
}

import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct HealthTests {
    private static func text(_ cluster: TestCluster, _ path: String, query: String = "") async throws -> (Int, String) {
        try await text(await cluster.server.respond(to: HTTPRequest("GET", path, query: query)))
    }

    private static func text(_ response: HTTPResponse) async throws -> (Int, String) {
        (response.status, String(decoding: try await response.collect(limit: 10_000), as: UTF8.self))
    }

    /// As somebody who may ask for single checks.
    private static func check(_ cluster: TestCluster, _ path: String) async throws -> (Int, String) {
        try await text(await cluster.exchange.send(HTTPRequest("GET", path)))
    }

    @Test func everyCheckHasAName() async throws {
        try await TestCluster.run { cluster in
            let (status, text) = try await Self.text(cluster, "/readyz", query: "verbose")
            #expect(status == 200)
            for name in [
                "ping", "log", "etcd", "etcd-readiness", "informer-sync", "poststarthook/rbac/bootstrap-roles",
                "poststarthook/priority-and-fairness-config-producer", "poststarthook/crd-informer-synced",
                "poststarthook/scheduling/bootstrap-system-priority-classes", "poststarthook/kube-apiserver-autoregistration",
                "shutdown",
            ] {
                #expect(text.contains("[+]\(name) ok\n"), "\(name)")
                #expect(try await Self.check(cluster, "/readyz/\(name)") == (200, "ok"))
            }
            #expect(text.hasSuffix("readyz check passed\n"))
            #expect(try await Self.text(cluster, "/readyz") == (200, "ok"))
            #expect(try await Self.text(cluster, "/livez", query: "verbose").1.contains("shutdown") == false)
            #expect(try await Self.text(cluster, "/healthz", query: "verbose").1.contains("]informer-sync ") == false)
        }
    }

    @Test func singleChecksAreForThoseWhoMayAsk() async throws {
        try await TestCluster.run { cluster in
            for path in ["/livez/ping", "/readyz/etcd", "/healthz/", "/livez/nonsense"] {
                let status = try await Self.text(cluster, path).0
                #expect(status == 403, "\(path)")
            }
            for path in ["/healthz/", "/livez/nonsense"] {
                let answer = try await Self.check(cluster, path)
                #expect(answer == (404, "404 page not found\n"), "\(path)")
            }
        }
    }

    @Test func checksAreCountedForServiceLevels() async throws {
        try await TestCluster.run { cluster in
            _ = try await Self.text(cluster, "/livez")
            let text = try await cluster.send("GET", "/metrics/slis").text
            #expect(text.contains("kubernetes_healthcheck{name=\"etcd\",type=\"livez\"} 1\n"))
            #expect(text.contains("kubernetes_healthchecks_total{name=\"etcd\",status=\"success\",type=\"livez\"} 1\n"))
        }
    }

    @Test func checksCanBeLeftOut() async throws {
        try await TestCluster.run { cluster in
            let (status, text) = try await Self.text(cluster, "/livez", query: "verbose&exclude=etcd&exclude=nonsense")
            #expect(status == 200)
            #expect(text.contains("[+]etcd excluded: ok\n"))
            #expect(text.contains("warn: some health checks cannot be excluded: no matches for \"nonsense\"\n"))
        }
    }

    @Test func serverThatShutsDownIsAliveAndNotReady() async throws {
        try await TestCluster.run { cluster in
            cluster.server.beginShutdown()
            let (status, text) = try await Self.text(cluster, "/readyz")
            #expect(status == 500)
            #expect(text.contains("[-]shutdown failed: reason withheld\n"))
            #expect(text.hasSuffix("readyz check failed\n"))
            #expect(
                try await Self.check(cluster, "/readyz/shutdown") == (500, "internal server error: process is shutting down\n"))
            #expect(try await Self.text(cluster, "/livez") == (200, "ok"))
            #expect(try await cluster.send("GET", "/api/v1/pods").status == 200)
        }
    }
}

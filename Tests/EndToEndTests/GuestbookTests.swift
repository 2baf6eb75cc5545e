import Foundation
import Testing

extension EndToEnd {
    @Suite(.serialized) struct GuestbookTests {
        private func url(_ cluster: TestCluster) async throws -> String {
            let node = try await Shell.check(
                "\(cluster.kubectl) get node node-1 -o 'jsonpath={.status.addresses[?(@.type==\"InternalIP\")].address}'")
            return "http://\(node):30080"
        }

        private func guestbook() async throws -> (TestCluster, String) {
            let cluster = try await TestCluster.shared.value
            try await Shell.check("\(cluster.kubectl) apply -f examples/guestbook/")
            for name in ["redis", "frontend"] {
                try await Shell.check("\(cluster.kubectl) -n guestbook rollout status deploy/\(name) --timeout=90s")
            }
            let url = try await url(cluster)
            try await Shell.eventually("curl -sf --max-time 2 \(url)/readyz", within: 20)
            return (cluster, url)
        }

        @Test func entryIsStoredAndListedThroughNodePortAndService() async throws {
            let (cluster, url) = try await guestbook()
            let entry = "entry-\(UUID().uuidString)"
            try await Shell.check("curl -sf --max-time 5 -X POST --data '\(entry)' \(url)/entries")
            let listed = try await Shell.check("curl -sf --max-time 5 \(url)/entries")
            #expect(listed.contains(entry))
            // kubectl shows what comes after it has attached, so the Pod waits a moment.
            let fromPod = try await Shell.check(
                "\(cluster.kubectl) run reader-\(Int.random(in: 0..<1_000_000)) -n guestbook --image registry.local/tools:1 --rm -i --quiet --restart Never --command -- "
                    + "sh -c 'sleep 1; curl -sf --max-time 5 http://frontend.guestbook.svc.cluster.local/entries'")
            #expect(fromPod.contains(entry))
        }

        @Test func deploymentScalesUpAndDown() async throws {
            let (cluster, _) = try await guestbook()
            for count in [1, 5, 2] {
                try await Shell.check("\(cluster.kubectl) -n guestbook scale deploy/frontend --replicas \(count)")
                try await Shell.eventually(
                    """
                    test "$(\(cluster.kubectl) -n guestbook get pods -l app=frontend --no-headers | wc -l)" = \(count) && \
                    test "$(\(cluster.kubectl) -n guestbook get deploy frontend -o jsonpath={.status.readyReplicas})" = \(count)
                    """)
            }
        }

        @Test func rollingUpdateAndUndoLoseNoRequest() async throws {
            let (cluster, url) = try await guestbook()
            try await Shell.check("\(cluster.kubectl) -n guestbook scale deploy/frontend --replicas 3")
            try await Shell.check("\(cluster.kubectl) -n guestbook rollout status deploy/frontend --timeout=90s")
            let requests = Task {
                await Shell.run(
                    """
                    n=0; failed=0; while [ ! -e /tmp/e2e-stop-requests ] && [ $n -lt 20000 ]; do
                      n=$((n+1)); curl -sf -o /dev/null --max-time 5 \(url)/whoami || failed=$((failed+1))
                    done; echo "$n requests, $failed failed"
                    """, timeout: 180)
            }
            try await Shell.check("rm -f /tmp/e2e-stop-requests")
            try await Shell.check("\(cluster.kubectl) -n guestbook set env deploy/frontend GUESTBOOK_VERSION=2")
            try await Shell.check("\(cluster.kubectl) -n guestbook rollout status deploy/frontend --timeout=120s")
            try await Shell.eventually("curl -sf --max-time 5 \(url)/whoami | grep ' 2$'")
            try await Shell.check("\(cluster.kubectl) -n guestbook rollout undo deploy/frontend")
            try await Shell.check("\(cluster.kubectl) -n guestbook rollout status deploy/frontend --timeout=120s")
            try await Shell.eventually("curl -sf --max-time 5 \(url)/whoami | grep ' 1$'")
            try await Shell.check("touch /tmp/e2e-stop-requests")
            let result = await requests.value
            #expect(result.output.contains(" 0 failed"), "\(result.output)\(result.error)")
            let history = try await Shell.check("\(cluster.kubectl) -n guestbook rollout history deploy/frontend")
            #expect(history.split(separator: "\n").count >= 3)
        }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite(.serialized) struct PodAccessTests {
        private func pod(_ namespace: String, _ command: String, restart: String = "Always") async throws -> String {
            let kubectl = try await TestCluster.shared.value.namespace(namespace)
            try await Shell.check(
                "\(kubectl) run box --image registry.local/tools:1 --restart \(restart) --command -- sh -c '\(command)'")
            return kubectl
        }

        @Test func execRunsACommandWithAndWithoutATerminal() async throws {
            let kubectl = try await pod("access-exec", "sleep 3600")
            try await Shell.check("\(kubectl) wait --for=condition=Ready pod/box --timeout=60s")
            #expect(try await Shell.check("\(kubectl) exec box -- echo hello") == "hello")
            #expect(try await Shell.check("echo piped | \(kubectl) exec -i box -- cat") == "piped")
            let failing = await Shell.run("\(kubectl) exec box -- sh -c 'exit 7'")
            #expect(failing.code == 7)
            let terminal = try await Shell.check(
                "script -qec \"\(kubectl) exec -it box -- sh -c 'test -t 0 && echo on a terminal'\" /dev/null")
            #expect(terminal.contains("on a terminal"))
            try await Shell.check("\(kubectl) delete namespace access-exec --wait=false")
        }

        @Test func filesAreCopiedIntoAndOutOfAPod() async throws {
            let kubectl = try await pod("access-cp", "sleep 3600")
            try await Shell.check("\(kubectl) wait --for=condition=Ready pod/box --timeout=60s")
            try await Shell.check("head -c 3000000 /dev/urandom > /tmp/e2e-sent && \(kubectl) cp /tmp/e2e-sent box:/tmp/file")
            try await Shell.check("\(kubectl) cp box:/tmp/file /tmp/e2e-received && cmp /tmp/e2e-sent /tmp/e2e-received")
            try await Shell.check("\(kubectl) delete namespace access-cp --wait=false")
        }

        @Test func portForwardReachesAPort() async throws {
            let kubectl = try await pod(
                "access-forward", "mkdir /tmp/www; echo forwarded > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www")
            try await Shell.check("\(kubectl) wait --for=condition=Ready pod/box --timeout=60s")
            let page = try await Shell.check(
                """
                \(kubectl) port-forward pod/box 18099:8080 > /dev/null 2>&1 & forward=$!
                for i in $(seq 50); do curl -sf --max-time 2 http://127.0.0.1:18099/ && break; sleep 0.1; done; kill $forward
                """)
            #expect(page == "forwarded")
            try await Shell.check("\(kubectl) delete namespace access-forward --wait=false")
        }

        @Test func logsFollowTailAndShowThePreviousContainer() async throws {
            let kubectl = try await pod(
                "access-logs",
                "echo run $(cat /proc/sys/kernel/random/uuid); for i in 1 2 3; do echo line $i; sleep 0.2; done; exit 1")
            try await Shell.eventually(
                "\(kubectl) get pod box -o 'jsonpath={.status.containerStatuses[0].restartCount}' | grep -v '^0$' | grep .")
            let previous = try await Shell.check("\(kubectl) logs box --previous")
            #expect(previous.contains("line 3"))
            let tail = try await Shell.check("\(kubectl) logs box --previous --tail 1")
            #expect(tail == "line 3")
            try await Shell.check(
                "\(kubectl) run follow --image registry.local/tools:1 --restart Never --command -- sh -c 'for i in 1 2 3 4 5; do echo tick $i; sleep 0.3; done'"
            )
            let followed = try await Shell.eventually("\(kubectl) logs -f follow | grep -c tick")
            #expect(followed == "5")
            #expect(try await Shell.check("\(kubectl) logs follow --since 1h | wc -l") == "5")
            try await Shell.check("\(kubectl) delete namespace access-logs --wait=false")
        }

        @Test func attachShowsWhatAContainerPrints() async throws {
            let kubectl = try await TestCluster.shared.value.namespace("access-attach")
            let output = try await Shell.check(
                "echo typed | \(kubectl) run echo --image registry.local/tools:1 -i --rm --quiet --restart Never --command -- cat"
            )
            #expect(output.contains("typed"))
            try await Shell.check("\(kubectl) delete namespace access-attach --wait=false")
        }
    }
}

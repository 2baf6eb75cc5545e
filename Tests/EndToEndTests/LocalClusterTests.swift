import Testing

extension EndToEnd {
    @Suite(.serialized) struct LocalClusterTests {
        @Test func threeNodesReachOneAnothersPods() async throws {
            let cluster = try await TestCluster.start("e2e-three", nodes: 3)
            let nodes = try await Shell.check("\(cluster.kubectl) get nodes --no-headers")
            #expect(nodes.split(separator: "\n").count == 3)
            #expect(nodes.split(separator: "\n").allSatisfy { $0.contains(" Ready ") })
            let kubectl = try await cluster.namespace("spread")
            try await Shell.check(
                "\(kubectl) create deployment web --image registry.local/tools:1 --replicas 3 -- sh -c 'hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp'"
            )
            try await Shell.check("\(kubectl) rollout status deploy/web --timeout=90s")
            let placed = try await Shell.check(
                "\(kubectl) get pods -o 'jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}' | sort -u | wc -l")
            #expect(placed == "3")
            try await Shell.check("\(kubectl) expose deploy/web --port 80 --target-port 8080")
            try await Shell.check(
                """
                for from in $(\(kubectl) get pods -o name); do
                  for to in $(\(kubectl) get pods -o 'jsonpath={.items[*].status.podIP}'); do
                    \(kubectl) exec $from -- curl -sf --max-time 5 -o /dev/null http://$to:8080/ || exit 1
                  done
                  for i in 1 2 3 4; do \(kubectl) exec $from -- curl -sf --max-time 5 -o /dev/null http://web/ || exit 1; done
                done
                """)
            try await Shell.check("\(Shell.swiftlet) down --name e2e-three --kubeconfig \(cluster.kubeconfig)")
        }

        @Test func secondClusterRunsBesideTheFirst() async throws {
            let first = try await TestCluster.shared.value
            let second = try await TestCluster.start("e2e-second", nodes: 1)
            try await Shell.check("\(second.kubectl) create configmap only-here")
            let missing = await Shell.run("\(first.kubectl) get configmap only-here")
            #expect(missing.code != 0)
            #expect(missing.error.contains("NotFound"))
            let listed = try await Shell.check("\(Shell.swiftlet) list")
            #expect(listed.contains("e2e-second"))
            try await Shell.check("\(Shell.swiftlet) down --name e2e-second --kubeconfig \(second.kubeconfig)")
            try await Shell.check("\(first.kubectl) get nodes")
        }

        @Test func downLeavesTheMachineAsItWas() async throws {
            // The host's shape, without what comes and goes by itself.
            let snapshot = """
                { ip netns list | grep e2e-down; ip -o link | grep -o 'swl[0-9a-z]*' | sort; mount | grep e2e-down; \
                  nft list ruleset | grep e2e-down; ps -eo args | grep -E 'e2e-down' | grep -v grep | grep -v 'bash -c'; \
                  find /sys/fs/cgroup -maxdepth 2 -name '*e2e-down*'; ls /var/lib/swiftlet | grep e2e-down; true; } 2>/dev/null
                """
            let before = try await Shell.check(snapshot)
            let cluster = try await TestCluster.start("e2e-down", nodes: 2)
            let kubectl = try await cluster.namespace("running")
            try await Shell.check("\(kubectl) create deployment box --image registry.local/tools:1 --replicas 3 -- sleep 3600")
            try await Shell.check("\(kubectl) rollout status deploy/box --timeout=90s")
            #expect(try await Shell.check(snapshot) != before)
            try await Shell.check("\(Shell.swiftlet) down --name e2e-down --kubeconfig \(cluster.kubeconfig)")
            #expect(try await Shell.check(snapshot) == before)
        }
    }
}

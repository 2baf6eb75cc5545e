import Testing

extension EndToEnd {
    @Suite(.serialized) struct HealingTests {
        @Test(arguments: ["control-plane", "node-node-1", "containerd-node-1", "supervisor"])
        func killedProcessComesBackAndContainersKeepRunning(_ process: String) async throws {
            let cluster = try await TestCluster.shared.value
            let run = "/var/lib/swiftlet/\(cluster.name)/run"
            let namespace = "heal-\(process)"
            let kubectl = try await cluster.namespace(namespace)
            try await Shell.check("\(kubectl) run box --image registry.local/tools:1 --command -- sleep 3600")
            try await Shell.check("\(kubectl) wait --for=condition=Ready pod/box --timeout=60s")
            let before = try await Shell.check("\(kubectl) get pod box -o 'jsonpath={.status.containerStatuses[0].containerID}'")
            try await Shell.check("\(kubectl) create configmap acknowledged --from-literal=written=yes")
            let old = try await Shell.check("cut -d' ' -f1 \(run)/\(process).pid")
            try await Shell.check("kill -9 \(old)")
            try await Shell.eventually(
                "new=$(cut -d' ' -f1 \(run)/\(process).pid); test \"$new\" != \(old) && kill -0 $new", within: 30)
            try await Shell.eventually("\(cluster.kubectl) get --raw /readyz", within: 30)
            #expect(try await Shell.check("\(kubectl) get configmap acknowledged -o 'jsonpath={.data.written}'") == "yes")
            try await Shell.eventually("\(kubectl) exec box -- true", within: 30)
            let after = try await Shell.check(
                "\(kubectl) get pod box -o 'jsonpath={.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}'"
            )
            #expect(after == "\(before) 0")
            try await Shell.check("\(kubectl) run next --image registry.local/tools:1 --command -- sleep 3600")
            try await Shell.check("\(kubectl) wait --for=condition=Ready pod/next --timeout=60s")
            try await Shell.check("\(cluster.kubectl) delete namespace \(namespace) --wait=false")
        }
    }
}

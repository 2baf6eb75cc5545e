import Testing

extension EndToEnd {
    @Suite(.serialized) struct ClientTests {
        @Test func pythonClientListsWatchesCreatesAndExecs() async throws {
            let cluster = try await TestCluster.shared.value
            let output = try await Shell.check(
                "python3 Tests/EndToEndTests/Clients/python_client.py \(cluster.kubeconfig)", timeout: 120)
            #expect(
                output.contains("listed") && output.contains("watched") && output.contains("executed")
                    && output.contains("deleted"))
        }

        @Test func kubectlPrintsTheUsualColumns() async throws {
            let cluster = try await TestCluster.shared.value
            let nodes = try await Shell.check("\(cluster.kubectl) get nodes -o wide")
            #expect(nodes.hasPrefix("NAME"))
            #expect(nodes.contains("INTERNAL-IP") && nodes.contains("containerd://"))
            let services = try await Shell.check("\(cluster.kubectl) get services -A")
            #expect(services.contains("CLUSTER-IP") && services.contains("kube-dns"))
        }

        @Test func kubectlExplainsAndApplies() async throws {
            let cluster = try await TestCluster.shared.value
            #expect(try await Shell.check("\(cluster.kubectl) explain pod.spec.containers.livenessProbe").contains("FIELD"))
            let kubectl = try await cluster.namespace("client-apply")
            let manifest = "metadata: {name: one}\napiVersion: v1\nkind: ConfigMap\ndata: {a: '1', b: '2'}"
            #expect(try await Shell.check("echo \"\(manifest)\" | \(kubectl) apply -f -").contains("created"))
            #expect(try await Shell.check("echo \"\(manifest)\" | \(kubectl) apply -f -").contains("unchanged"))
            let changed = manifest.replacing(", b: '2'", with: "")
            #expect(try await Shell.check("echo \"\(changed)\" | \(kubectl) apply -f -").contains("configured"))
            #expect(try await Shell.check("\(kubectl) get configmap one -o 'jsonpath={.data}'") == "{\"a\":\"1\"}")
            try await Shell.check("\(cluster.kubectl) delete namespace client-apply --timeout=60s")
            let gone = await Shell.run("\(cluster.kubectl) get namespace client-apply")
            #expect(gone.code != 0)
        }

        @Test func podsUseServiceAccountsConfigurationAndDNS() async throws {
            let cluster = try await TestCluster.shared.value
            let kubectl = try await cluster.namespace("client-pods")
            try await Shell.check(
                "\(kubectl) create configmap settings --from-literal=colour=blue && \(kubectl) create secret generic key --from-literal=password=hidden"
            )
            try await Shell.check("\(kubectl) apply -f Tests/EndToEndTests/Manifests/volumes.yaml")
            try await Shell.eventually("test $(\(kubectl) get pod volumes -o 'jsonpath={.status.phase}') = Succeeded")
            let log = try await Shell.check("\(kubectl) logs volumes")
            #expect(log.contains("colour=blue"))
            #expect(log.contains("password=hidden"))
            #expect(log.contains("init=done"))
            #expect(log.contains("name=volumes"))
            #expect(log.contains("api=401") == false)
            #expect(log.contains("dns=10.43.0.1"))
            try await Shell.check("\(cluster.kubectl) delete namespace client-pods --wait=false")
        }

        @Test func unschedulablePodSaysWhy() async throws {
            let cluster = try await TestCluster.shared.value
            let kubectl = try await cluster.namespace("client-unschedulable")
            try await Shell.check(
                "\(kubectl) run huge --image registry.local/tools:1 --overrides '{\"spec\":{\"containers\":[{\"name\":\"huge\",\"image\":\"registry.local/tools:1\",\"resources\":{\"requests\":{\"cpu\":\"1000\"}}}]}}'"
            )
            try await Shell.eventually(
                "\(kubectl) get events --field-selector reason=FailedScheduling | grep '0/1 nodes are available: 1 Insufficient cpu'"
            )
            try await Shell.check("\(cluster.kubectl) delete namespace client-unschedulable --timeout=60s")
        }

        @Test func livenessProbeRestartsAndMissingImageIsExplained() async throws {
            let cluster = try await TestCluster.shared.value
            let kubectl = try await cluster.namespace("client-probes")
            try await Shell.check("\(kubectl) apply -f Tests/EndToEndTests/Manifests/probes.yaml")
            try await Shell.eventually(
                "test $(\(kubectl) get pod liveness -o 'jsonpath={.status.containerStatuses[0].restartCount}') -ge 1", within: 60)
            try await Shell.eventually("\(kubectl) get pod missing | grep -E 'ErrImagePull|ImagePullBackOff|ErrImageNeverPull'")
            try await Shell.check("\(cluster.kubectl) delete namespace client-probes --timeout=90s", timeout: 100)
        }
    }
}

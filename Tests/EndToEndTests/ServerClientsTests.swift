import Testing

extension EndToEnd {
    /// Stock clients against a control plane without nodes.
    @Suite(.serialized) struct ServerClientsTests {
        private static let name = "e2e-server"

        /// Runs a line while a server runs; `$KUBECONFIG` is an administrator's.
        private func withServer(_ line: String, timeout: Int) async throws -> String {
            let directory = "/var/lib/swiftlet/\(Self.name)"
            let script = """
                \(Shell.swiftlet) down --name \(Self.name) >/dev/null 2>&1
                \(Shell.swiftlet) server --name \(Self.name) --no-node --node-ip 127.0.0.1 --port 16445 >/tmp/\(Self.name).log 2>&1 &
                server=$!
                trap 'kill $server; wait $server; \(Shell.swiftlet) down --name \(Self.name) >/dev/null 2>&1' EXIT
                export KUBECONFIG=\(directory)/admin.kubeconfig
                for _ in $(seq 150); do kubectl get --raw /readyz >/dev/null 2>&1 && break; sleep 0.1; done
                \(line)
                """
            return try await Shell.check(script, timeout: timeout)
        }

        @Test func everyCommandOfKubectlWorks() async throws {
            let output = try await withServer("Tests/EndToEndTests/Clients/kubectl_commands.sh $KUBECONFIG", timeout: 300)
            #expect(output.contains("every command did what it should"))
        }

        @Test func kopfOperatorReconcilesItsOwnResource() async throws {
            let output = try await withServer("python3 Tests/EndToEndTests/Clients/kopf_operator.py $KUBECONFIG", timeout: 120)
            for step in ["established", "created", "reported", "updated", "finalized", "removed"] {
                #expect(output.contains(step), "\(output)")
            }
        }

        @Test func hostileClientsGetClearErrorsAndHoldNobodyUp() async throws {
            let output = try await withServer(
                "python3 Tests/EndToEndTests/Clients/hostile_client.py $KUBECONFIG 500 2>/dev/null", timeout: 120)
            #expect(output.contains("the server answers as before"), "\(output)")
        }

        @Test func kr8sClientSelectsWatchesAndScales() async throws {
            let output = try await withServer("python3 Tests/EndToEndTests/Clients/kr8s_client.py $KUBECONFIG", timeout: 120)
            for step in ["created", "selected", "watched", "scaled", "deleted"] { #expect(output.contains(step), "\(output)") }
        }
    }
}

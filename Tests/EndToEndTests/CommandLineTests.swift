import Testing

extension EndToEnd {
    @Suite(.serialized) struct CommandLineTests {
        private func expectFailure(_ line: String, saying text: String, _ location: SourceLocation = #_sourceLocation) async {
            let result = await Shell.run(line)
            #expect(result.code != 0, "it ended with 0", sourceLocation: location)
            #expect(result.error.contains(text), "it said: \(result.error)\(result.output)", sourceLocation: location)
        }

        @Test func unknownFlagIsNamed() async {
            await expectFailure("\(Shell.swiftlet) up --nodez 3", saying: "--nodez")
        }

        @Test func badNodeCountSaysWhatIsAllowed() async {
            await expectFailure("\(Shell.swiftlet) up --nodes 0 --name e2e-bad", saying: "use 1 to 50")
        }

        @Test func badClusterNameSaysWhatIsAllowed() async {
            await expectFailure("\(Shell.swiftlet) up --name 'Bad Name'", saying: "lower-case letters")
        }

        @Test func withoutRootOneLineSaysSo() async {
            await expectFailure(
                "install -m 755 \(Shell.swiftlet) /tmp/e2e-swiftlet && setpriv --reuid 65534 --regid 65534 --clear-groups /tmp/e2e-swiftlet up --name e2e-bad",
                saying: "needs root")
        }

        @Test func portInUseIsNamedAndNothingIsLeft() async throws {
            await expectFailure(
                """
                python3 -c 'import socket,time; s=socket.socket(); s.bind(("0.0.0.0",16443)); s.listen(); time.sleep(10)' & listener=$!
                sleep 0.5; \(Shell.swiftlet) server --name e2e-bad --port 16443 --no-node --node-ip 127.0.0.1; code=$?; kill $listener; exit $code
                """, saying: "port 16443 is in use")
            try await Shell.check("test ! -e /var/lib/swiftlet/e2e-bad/cluster.json")
        }

        @Test func malformedManifestIsRefusedWithTheField() async throws {
            let cluster = try await TestCluster.shared.value
            await expectFailure(
                "echo '{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"bad\"},\"spec\":{\"containers\":[]}}' | \(cluster.kubectl) create --validate=false -f -",
                saying: "spec.containers: Required value")
            await expectFailure(
                "echo '{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"bad\"},\"spec\":{\"contaners\":[]}}' | \(cluster.kubectl) create -f -",
                saying: "unknown field \"spec.contaners\"")
        }

        @Test func malformedRequestsAreAnswered400AndTheServerStays() async throws {
            let cluster = try await TestCluster.shared.value
            let base =
                "curl -sk --max-time 5 -o /dev/null -w '%{http_code}' --cert <(\(cluster.kubectl) config view --raw -o 'jsonpath={.users[0].user.client-certificate-data}' | base64 -d) --key <(\(cluster.kubectl) config view --raw -o 'jsonpath={.users[0].user.client-key-data}' | base64 -d)"
            let server = try await Shell.check("\(cluster.kubectl) config view --raw -o 'jsonpath={.clusters[0].cluster.server}'")
            let bodies = ["{", "[]", "nonsense", "{\\\"kind\\\":7}", "\\\"text\\\""]
            for body in bodies {
                let code = try await Shell.check(
                    "\(base) -X POST -H 'Content-Type: application/json' --data \"\(body)\" \(server)/api/v1/namespaces/default/configmaps"
                )
                #expect(code == "400", "body \(body) was answered \(code)")
            }
            #expect(try await Shell.check("\(base) '\(server)/api/v1/pods?limit=x'") == "400")
            #expect(try await Shell.check("\(base) '\(server)/api/v1/pods?labelSelector=%%%'") == "400")
            #expect(try await Shell.check("\(base) '\(server)/readyz'") == "200")
        }

        @Test func helpHasExamplesAndCompletionIsPrinted() async throws {
            #expect(try await Shell.check("\(Shell.swiftlet) up --help").contains("swiftlet up --nodes 3"))
            #expect(try await Shell.check("\(Shell.swiftlet) --generate-completion-script bash").contains("swiftlet"))
            #expect(try await Shell.check("\(Shell.swiftlet) --version").contains("v1.36"))
        }
    }
}

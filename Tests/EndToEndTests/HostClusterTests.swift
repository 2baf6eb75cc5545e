import Testing

extension EndToEnd {
    /// `swiftlet server` and `swiftlet agent` on two hosts. The hosts are network namespaces with a cable between them.
    @Suite(.serialized) struct HostClusterTests {
        @Test func agentJoinsAServerAndBothLeaveTheirHostsAsTheyWere() async throws {
            try await Hosts.remove()
            try await Hosts.make()
            do {
                try await run()
            } catch {
                try await Hosts.remove()
                throw error
            }
            try await Hosts.remove()
        }

        private func run() async throws {
            let before = try await Shell.check(Hosts.snapshot)
            try await Hosts.start("server", "server --node-ip 10.99.0.1 --data-dir \(Hosts.server.files)", on: Hosts.server)
            let kubectl = "\(Hosts.server.enter) kubectl --kubeconfig \(Hosts.server.files)/default/admin.kubeconfig"
            try await Shell.eventually("\(kubectl) get nodes --no-headers | grep -w Ready")
            let server = try await Shell.check("\(kubectl) get nodes -o 'jsonpath={.items[0].metadata.name}'")
            let token = "@\(Hosts.server.files)/default/pki/join.token"

            let agent = "agent --server https://10.99.0.1:6443 --node-ip 10.99.0.2 --data-dir \(Hosts.agent.files)"
            try await Hosts.start("agent", "\(agent) --token \(token) --node-name second", on: Hosts.agent)
            try await Shell.eventually("\(kubectl) get node second --no-headers | grep -w Ready")

            // The token alone makes nobody a node that is there already, nor the API server.
            for (name, reason) in [(server, "already"), ("second", "already"), ("kubernetes", "belongs to the API server")] {
                let refusal = try await Hosts.join(as: name, token: token)
                #expect(refusal.contains("403") && refusal.contains(reason), "joined as \(name): \(refusal)")
            }
            #expect(try await Hosts.join(as: "third", secret: "wrong").contains("401"))

            try await Shell.check("\(Hosts.down(Hosts.agent)) && \(Hosts.down(Hosts.server))")
            #expect(try await Shell.check(Hosts.snapshot) == before)
        }
    }
}

private struct Host {
    let namespace: String
    let files: String

    /// The namespace's network with this machine's mounts; `ip netns exec` would hide the cgroups.
    var enter: String { "nsenter --net=/run/netns/\(namespace)" }
}

private enum Hosts {
    static let server = Host(namespace: "e2e-server", files: "/tmp/e2e-server")
    static let agent = Host(namespace: "e2e-agent", files: "/tmp/e2e-agent")

    static func make() async throws {
        try await Shell.check(
            """
            ip netns add e2e-server && ip netns add e2e-agent &&
            ip link add eth0 netns e2e-server type veth peer name eth0 netns e2e-agent &&
            ip -n e2e-server addr add 10.99.0.1/24 dev eth0 && ip -n e2e-agent addr add 10.99.0.2/24 dev eth0 &&
            for n in e2e-server e2e-agent; do ip -n $n link set lo up; ip -n $n link set eth0 up; done &&
            ip -n e2e-server route add default via 10.99.0.2 && ip -n e2e-agent route add default via 10.99.0.1
            """)
    }

    static func start(_ log: String, _ arguments: String, on host: Host) async throws {
        // A descriptor that the daemon inherited would keep the shell's caller waiting.
        try await Shell.check(
            """
            (for fd in /proc/$BASHPID/fd/*; do [ ${fd##*/} -gt 2 ] && eval "exec ${fd##*/}>&-"; done
             exec \(host.enter) setsid \(Shell.swiftlet) \(arguments) >/tmp/e2e-\(log).log 2>&1 </dev/null) &
            """)
    }

    static func down(_ host: Host) -> String {
        "\(host.enter) \(Shell.swiftlet) down --data-dir \(host.files) --kubeconfig \(host.files).kubeconfig"
    }

    /// What a join as `name` is answered: the body and the status.
    static func join(as name: String, token: String) async throws -> String {
        try await join(as: name, secret: "$(cut -d. -f2 \(token.dropFirst()))")
    }

    static func join(as name: String, secret: String) async throws -> String {
        try await Shell.check(
            """
            \(agent.enter) curl -sk --max-time 5 -w ' %{http_code}' -H "Authorization: Bearer \(secret)" \
              -d '{"node":"\(name)","addresses":["10.99.0.2"],"signingRequest":"none"}' https://10.99.0.1:6443/swiftlet/v1/join
            """)
    }

    /// Links, addresses, routes and packet filters of both hosts.
    static let snapshot = """
        for n in e2e-server e2e-agent; do
          ip -n $n -o addr | grep -v inet6; ip -n $n route; nsenter --net=/run/netns/$n nft list tables
        done; ls /tmp | grep -E '^e2e-(server|agent)$'; mount | grep -E '/tmp/e2e-(server|agent)/'; true
        """

    static func remove() async throws {
        try await Shell.check(
            """
            for n in server agent; do
              [ -e /run/netns/e2e-$n ] || continue
              nsenter --net=/run/netns/e2e-$n \(Shell.swiftlet) down --data-dir /tmp/e2e-$n --kubeconfig /tmp/e2e-$n.kubeconfig
              ip netns del e2e-$n
            done 2>/dev/null; true
            """)
    }
}

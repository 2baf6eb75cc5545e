import ContainerRuntime
import KubeAPI
import Schema
import Testing

@testable import Kubelet

struct VariableExpansionTests {
    private func expand(_ text: String) -> String { VariableExpansion.expand(text) { ["A": "1", "B": "two"][$0] } }

    @Test func knownVariablesAreReplacedAndOthersStay() {
        #expect(expand("$(A)-$(B)") == "1-two")
        #expect(expand("$(C) $A ${A}") == "$(C) $A ${A}")
        #expect(expand("$$(A) $$$(A)") == "$(A) $1")
        #expect(expand("$(A") == "$(A")
        #expect(expand("end$") == "end$")
        #expect(expand("") == "")
    }
}

struct ResolverPolicyTests {
    private let policy = ResolverPolicy(
        clusterDNS: ["10.43.0.10"], clusterDomain: "cluster.local",
        host: ResolverConfiguration(
            resolvConf: "# comment\nnameserver 8.8.8.8\nnameserver 1.1.1.1\nsearch example.com corp\noptions timeout:1\n"))

    private func pod(_ change: (inout PodSpec) -> Void) -> Pod {
        var pod = Example.pod()
        var spec = pod.spec
        change(&spec)
        pod.spec = spec
        return pod
    }

    @Test func clusterFirstAsksTheClusterAndKeepsTheHostsDomains() {
        let result = policy.configuration(for: pod { $0.dnsPolicy = "ClusterFirst" })
        #expect(result.servers == ["10.43.0.10"])
        #expect(result.searches == ["default.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.com", "corp"])
        #expect(result.options == ["ndots:5"])
    }

    @Test func hostNetworkFallsBackToTheHostUnlessToldOtherwise() {
        #expect(
            policy.configuration(
                for: pod {
                    $0.hostNetwork = true; $0.dnsPolicy = "ClusterFirst"
                }
            ).servers == ["8.8.8.8", "1.1.1.1"])
        #expect(
            policy.configuration(
                for: pod {
                    $0.hostNetwork = true; $0.dnsPolicy = "ClusterFirstWithHostNet"
                }
            ).servers == ["10.43.0.10"])
    }

    @Test func ownConfigurationIsAddedAndNoneStartsEmpty() {
        let result = policy.configuration(
            for: pod {
                $0.dnsPolicy = "None"
                $0.dnsConfig = PodDNSConfig {
                    $0.nameservers = ["9.9.9.9", "9.9.9.9"]
                    $0.searches = ["a.example"]
                    $0.options = [
                        PodDNSConfigOption {
                            $0.name = "ndots"; $0.value = "2"
                        }, PodDNSConfigOption { $0.name = "edns0" },
                    ]
                }
            })
        #expect(result == ResolverConfiguration(servers: ["9.9.9.9"], searches: ["a.example"], options: ["ndots:2", "edns0"]))
    }
}

struct CgroupMathTests {
    @Test func cpuBecomesSharesQuotaAndWeight() {
        #expect(CgroupMath.shares(milliCPU: 0) == 2)
        #expect(CgroupMath.shares(milliCPU: 100) == 102)
        #expect(CgroupMath.shares(milliCPU: 1_000_000) == 262_144)
        #expect(CgroupMath.quota(milliCPU: 500) == 50_000)
        #expect(CgroupMath.quota(milliCPU: 1) == 1000)
        #expect(CgroupMath.quota(milliCPU: 0) == 0)
        #expect(CgroupMath.weight(shares: 2) == 1)
        #expect(CgroupMath.weight(shares: 262_144) == 10_000)
        #expect(CgroupMath.weight(shares: 1024) == 39)
    }

    @Test func oomScoreFollowsTheClass() {
        let half = Example.container("c") {
            $0.resources = ResourceRequirements { $0.requests = ["memory": Quantity(bytes: 500)] }
        }
        #expect(CgroupMath.oomScoreAdjustment(half, qos: .guaranteed, nodeMemory: 1000) == -997)
        #expect(CgroupMath.oomScoreAdjustment(half, qos: .bestEffort, nodeMemory: 1000) == 1000)
        #expect(CgroupMath.oomScoreAdjustment(half, qos: .burstable, nodeMemory: 1000) == 500)
    }

    @Test func podLimitNeedsALimitOnEveryContainer() {
        func limited(_ milli: Int64) -> Container {
            Example.container("c") { $0.resources = ResourceRequirements { $0.limits = ["cpu": Quantity(milli: milli)] } }
        }
        let both = PodCgroupSettings(PodSpec { $0.containers = [limited(500), limited(250)] })
        #expect(both.cpuQuota == 75_000)
        #expect(both.cpuShares == 768)
        let one = PodCgroupSettings(PodSpec { $0.containers = [limited(500), Example.container("free")] })
        #expect(one.cpuQuota == 0)
    }

    @Test func pathNamesTheClass() {
        let cgroups = Cgroups(parent: "/swiftlet-a-node-1", root: "/nonexistent")
        #expect(cgroups.path(uid: "u", qos: .guaranteed) == "/swiftlet-a-node-1/kubepods/podu")
        #expect(cgroups.path(uid: "u", qos: .bestEffort) == "/swiftlet-a-node-1/kubepods/besteffort/podu")
    }
}

struct RestartBackoffTests {
    @Test func delayDoublesToFiveMinutesAndIsForgottenAfterALongRun() {
        var backoff = RestartBackoff()
        #expect(backoff.notBefore(finishedAt: 50) == 50)
        var delays: [Double] = []
        for _ in 0..<7 {
            backoff.restarting()
            delays.append(backoff.delay)
        }
        #expect(delays == [10, 20, 40, 80, 160, 300, 300])
        backoff.ended(startedAt: 1000, finishedAt: 1599)
        #expect(backoff.delay == 300)
        backoff.ended(startedAt: 1000, finishedAt: 1600)
        #expect(backoff.delay == 0)
    }

    /// What the runtime says of a container whose command does not exist: it ended, and never began.
    @Test func startThatKeepsFailingWaitsLongerAndLonger() {
        var backoff = RestartBackoff()
        var delays: [Double] = []
        for _ in 0..<4 {
            backoff.ended(startedAt: 0, finishedAt: 1_795_435_000)
            delays.append(backoff.delay)
            backoff.restarting()
        }
        #expect(delays == [0, 10, 20, 40])
    }
}

struct ProbeTrackTests {
    @Test func outcomeCountsOnlyWhenRepeatedOftenEnough() {
        var settings = ProbeSettings()
        settings.failureThreshold = 2
        settings.initialDelay = 5
        var track = ProbeTrack(settings, startedAt: 100, initially: .success)
        #expect(!track.isDue(at: 104.9))
        #expect(track.isDue(at: 105))
        let first = track.record(.failure, at: 105)
        #expect(!first && track.result == .success)
        #expect(track.nextAt == 115)
        let changes = [track.record(.success, at: 115), track.record(.failure, at: 125)]
        #expect(changes == [false, false])
        #expect(!track.hasFailedForGood)
        let last = track.record(.failure, at: 135)
        #expect(last)
        #expect(track.hasFailedForGood)
        #expect(track.result == .failure)
    }
}

struct ImageReferenceTests {
    @Test(arguments: [
        "busybox", "busybox:1", "registry.local:5000/a/b:v1", "localhost/x", "a/b@sha256:\(String(repeating: "a", count: 64))",
    ])
    func imageNameIsTaken(name: String) { #expect(ImageReference.isValid(name)) }

    @Test(arguments: ["", "Busybox", "a//b", "a:", "a b", "a@sha256:xyz", ":tag", "-a"])
    func otherTextIsRefused(name: String) { #expect(!ImageReference.isValid(name)) }
}

struct ServiceVariablesTests {
    @Test func serviceBecomesVariables() {
        let service = KubeAPI.Service(name: "my-db", namespace: "default") {
            $0.spec = ServiceSpec {
                $0.clusterIP = "10.43.0.7"
                $0.ports = [
                    ServicePort {
                        $0.name = "sql"; $0.port = 5432; $0.protocol = "TCP"
                    }
                ]
            }
        }
        let variables = ServiceVariables.variables([service])
        #expect(variables["MY_DB_SERVICE_HOST"] == "10.43.0.7")
        #expect(variables["MY_DB_SERVICE_PORT"] == "5432")
        #expect(variables["MY_DB_SERVICE_PORT_SQL"] == "5432")
        #expect(variables["MY_DB_PORT"] == "tcp://10.43.0.7:5432")
        #expect(variables["MY_DB_PORT_5432_TCP_ADDR"] == "10.43.0.7")
    }
}

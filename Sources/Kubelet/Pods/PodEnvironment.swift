import ContainerRuntime
import Files
import KubeAPI
import KubeClient
import Logging
import Schema

/// What the workers of all Pods share.
struct PodEnvironment: Sendable {
    let configuration: KubeletConfiguration
    let client: KubeClient
    let runtime: any ContainerRuntime
    let events: PodEvents
    let objects: ObjectSource
    let tokens: TokenSource
    let images: ImageProvider
    let cgroups: Cgroups
    let sandboxes: SandboxBuilder
    let prober: Prober
    let services: Informer<ServiceShape>
    let machine: Machine
    let logger: Logger

    init(
        configuration: KubeletConfiguration, client: KubeClient, runtime: any ContainerRuntime, machine: Machine,
        logger: Logger
    ) {
        self.configuration = configuration
        self.client = client
        self.runtime = runtime
        self.machine = machine
        self.logger = logger
        let recorder = EventRecorder(client, component: "kubelet", host: configuration.nodeName, logger: logger)
        events = PodEvents(recorder: recorder)
        objects = ObjectSource(client)
        tokens = TokenSource(client)
        images = ImageProvider(runtime: runtime, objects: objects, events: events)
        cgroups = Cgroups(parent: configuration.cgroupParent)
        let resolvConf = (try? FileSystem.readText(configuration.resolvConfPath)) ?? ""
        let resolver = ResolverPolicy(
            clusterDNS: configuration.clusterDNS, clusterDomain: configuration.clusterDomain,
            host: ResolverConfiguration(resolvConf: resolvConf))
        sandboxes = SandboxBuilder(configuration: configuration, resolver: resolver, cgroups: cgroups)
        prober = Prober(runtime: runtime)
        services = Informer(client, ServiceShape.self, logger: logger)
    }

    func downward(_ pod: Pod, addresses: [String]) -> DownwardAPI {
        let own = pod.spec.hostNetwork ? [configuration.nodeIP] : addresses
        return DownwardAPI(pod: pod, nodeIP: configuration.nodeIP, addresses: own, allocatable: machine.allocatable)
    }

    func volumeContents(_ pod: Pod, addresses: [String], maximumAge: Duration = .zero) -> VolumeContentBuilder {
        VolumeContentBuilder(
            objects: objects, tokens: tokens, downward: downward(pod, addresses: addresses), maximumAge: maximumAge)
    }

    /// Variables for the Services a Pod is told of.
    func serviceVariables(_ pod: Pod) async throws -> [String: String] {
        try await services.waitUntilSynced()
        var told = pod.spec.enableServiceLinks ?? true ? services.objects(in: pod.namespace) : []
        let master = ObjectKey(namespace: "default", name: "kubernetes")
        if pod.namespace != master.namespace || told.isEmpty, let service = services[master] { told.append(service) }
        return ServiceVariables.variables(told)
    }
}

import KubeAPI
package import KubeClient
package import Logging
package import Metrics
import Schema

/// All controllers of the cluster, on shared caches.
package struct ControllerSet: Sendable {
    private let informers: SharedInformers
    private let controllers: [any Controller]
    private let garbageCollector: GarbageCollector
    private let logger: Logger
    private let configuration: ControllerConfiguration

    /// The client's identity needs the rights of every controller.
    package init(client: KubeClient, configuration: ControllerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        informers = SharedInformers(client, logger: logger)
        garbageCollector = GarbageCollector(client: client, logger: logger)
        controllers = Self.controllers(client, informers, configuration, logger)
    }

    /// The controllers' queues in numbers.
    package var metrics: any MetricSource {
        WorkQueueMetrics(
            controllers.map { ($0.name, $0.queue.statistics) } + [("garbage_collector", garbageCollector.statistics)])
    }

    /// Runs until cancelled.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await informers.run() }
            group.addTask { try await garbageCollector.run(workers: configuration.workers) }
            try await informers.waitUntilSynced()
            logger.info("controllers started", metadata: ["count": "\(controllers.count)"])
            for controller in controllers {
                group.addTask { try await controller.run(workers: workers(for: controller), logger: logger) }
            }
            try await group.waitForAll()
        }
    }

    private func workers(for controller: any Controller) -> Int {
        controller is NodeIPAMController ? 1 : configuration.workers
    }

    private static func controllers(
        _ client: KubeClient, _ informers: SharedInformers, _ configuration: ControllerConfiguration, _ logger: Logger
    ) -> [any Controller] {
        func events(_ component: String) -> EventRecorder { EventRecorder(client, component: component, logger: logger) }
        let signing = configuration.signingAuthority.map { authority in
            CertificateSigningController(
                client: client, informers: informers, authority: authority, validity: configuration.signedValidity)
        }
        return (signing.map { [$0] } ?? []) + [
            ReplicaSetController(client: client, informers: informers, events: events("replicaset-controller")),
            DeploymentController(client: client, informers: informers, events: events("deployment-controller")),
            EndpointSliceController(client: client, informers: informers),
            EndpointMirrorController(client: client, informers: informers),
            EndpointsController(client: client, informers: informers),
            NamespaceController(client: client, informers: informers),
            NodeLifecycleController(
                client: client, informers: informers, events: events("node-controller"),
                gracePeriod: configuration.nodeMonitorGracePeriod, monitorPeriod: configuration.nodeMonitorPeriod),
            TaintEvictionController(
                client: client, informers: informers, events: events("taint-eviction-controller")),
            PodGarbageController(
                client: client, informers: informers, threshold: configuration.terminatedPodThreshold,
                quarantine: configuration.orphanedPodQuarantine),
            ServiceAccountController(client: client, informers: informers),
            ClaimProtectionController(client: client, informers: informers),
            VolumeProtectionController(client: client, informers: informers),
            AttributesClassProtectionController(client: client, informers: informers),
            CertificateApprovingController(client: client, informers: informers),
            CertificateCleaningController(client: client, informers: informers),
            RootCAController(
                client: client, informers: informers, certificatePEM: configuration.rootCACertificatePEM),
            NodeIPAMController(
                client: client, informers: informers, clusterCIDR: configuration.clusterCIDR,
                nodeCIDRMaskSize: configuration.nodeCIDRMaskSize, events: events("node-ipam-controller")),
        ]
    }
}

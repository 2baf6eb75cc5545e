import KubeAPI
import KubeClient
import Logging
import Schema

/// The caches that the controllers share: one watch for each kind.
struct SharedInformers: Sendable {
    let pods: Informer<PodShape>
    let replicaSets: Informer<ReplicaSetShape>
    let deployments: Informer<DeploymentShape>
    let services: Informer<ServiceShape>
    let endpoints: Informer<EndpointsShape>
    let endpointSlices: Informer<EndpointSliceShape>
    let namespaces: Informer<NamespaceShape>
    let nodes: Informer<NodeShape>
    let claims: Informer<PersistentVolumeClaimShape>
    let volumes: Informer<PersistentVolumeShape>
    let attributesClasses: Informer<VolumeAttributesClassShape>
    let certificateRequests: Informer<CertificateSigningRequestShape>
    let nodeLeases: Informer<LeaseShape>
    let defaultServiceAccounts: Informer<ServiceAccountShape>
    let rootCAConfigMaps: Informer<ConfigMapShape>

    init(_ client: KubeClient, logger: Logger) {
        pods = Informer(client, PodShape.self, logger: logger)
        replicaSets = Informer(client, ReplicaSetShape.self, logger: logger)
        deployments = Informer(client, DeploymentShape.self, logger: logger)
        services = Informer(client, ServiceShape.self, logger: logger)
        endpoints = Informer(client, EndpointsShape.self, logger: logger)
        endpointSlices = Informer(client, EndpointSliceShape.self, logger: logger)
        namespaces = Informer(client, NamespaceShape.self, logger: logger)
        nodes = Informer(client, NodeShape.self, logger: logger)
        claims = Informer(client, PersistentVolumeClaimShape.self, logger: logger)
        volumes = Informer(client, PersistentVolumeShape.self, logger: logger)
        attributesClasses = Informer(client, VolumeAttributesClassShape.self, logger: logger)
        certificateRequests = Informer(client, CertificateSigningRequestShape.self, logger: logger)
        nodeLeases = Informer(client, LeaseShape.self, namespace: "kube-node-lease", logger: logger)
        defaultServiceAccounts = Informer(
            client, ServiceAccountShape.self, fieldSelector: "metadata.name=default", logger: logger)
        rootCAConfigMaps = Informer(
            client, ConfigMapShape.self, fieldSelector: "metadata.name=\(RootCAController.configMapName)", logger: logger)
    }

    /// Follows every kind until cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pods.run() }
            group.addTask { try await replicaSets.run() }
            group.addTask { try await deployments.run() }
            group.addTask { try await services.run() }
            group.addTask { try await endpoints.run() }
            group.addTask { try await endpointSlices.run() }
            group.addTask { try await namespaces.run() }
            group.addTask { try await nodes.run() }
            group.addTask { try await claims.run() }
            group.addTask { try await volumes.run() }
            group.addTask { try await attributesClasses.run() }
            group.addTask { try await certificateRequests.run() }
            group.addTask { try await nodeLeases.run() }
            group.addTask { try await defaultServiceAccounts.run() }
            group.addTask { try await rootCAConfigMaps.run() }
            try await group.waitForAll()
        }
    }

    func waitUntilSynced() async throws {
        try await pods.waitUntilSynced()
        try await replicaSets.waitUntilSynced()
        try await deployments.waitUntilSynced()
        try await services.waitUntilSynced()
        try await endpoints.waitUntilSynced()
        try await endpointSlices.waitUntilSynced()
        try await namespaces.waitUntilSynced()
        try await nodes.waitUntilSynced()
        try await claims.waitUntilSynced()
        try await volumes.waitUntilSynced()
        try await attributesClasses.waitUntilSynced()
        try await certificateRequests.waitUntilSynced()
        try await nodeLeases.waitUntilSynced()
        try await defaultServiceAccounts.waitUntilSynced()
        try await rootCAConfigMaps.waitUntilSynced()
    }
}

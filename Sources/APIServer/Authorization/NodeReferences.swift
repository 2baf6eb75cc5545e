import AsyncTools
import JSON
import KubeAPI

/// Which objects the Pods bound to each node name.
///
/// Kept per namespace and read anew when an answer is missing or old, so that the many status changes of Pods cost nothing.
struct NodeReferences: Sendable {
    enum Kind: Sendable { case configMap, secret, serviceAccount }

    struct Reference: Sendable, Hashable {
        let node: String
        let kind: Kind
        let name: String
    }

    private struct Snapshot: Sendable {
        let revision: Int64
        let time: ContinuousClock.Instant
        let references: Set<Reference>
    }

    /// For this long a reference stays good after its Pod is gone.
    private static let lifetime: Duration = .seconds(10)
    /// The cache starts again beyond this many namespaces.
    private static let limit = 10_000

    private let reader: any ObjectReader
    private let snapshots = Guarded<[String: Snapshot]>([:])

    init(reader: any ObjectReader) { self.reader = reader }

    func contains(_ reference: Reference, namespace: String) async -> Bool {
        let revision = await reader.revision(PodShape.type)
        if let known = snapshots.withLock({ $0[namespace] }) {
            let isRecent = known.time.duration(to: .now) < Self.lifetime
            if known.revision == revision || isRecent && known.references.contains(reference) {
                return known.references.contains(reference)
            }
        }
        guard let pods = try? await reader.objects(PodShape.type, namespace: namespace) else { return false }
        let references = Set(pods.flatMap(Self.references))
        let snapshot = Snapshot(revision: revision, time: .now, references: references)
        snapshots.withLock { snapshots in
            if snapshots.count >= Self.limit { snapshots.removeAll() }
            snapshots[namespace] = snapshot
        }
        return references.contains(reference)
    }

    private static func references(of pod: JSONValue) -> [Reference] {
        let spec = pod["spec"] ?? .emptyObject
        let node = spec.text("nodeName")
        guard !node.isEmpty else { return [] }
        var names: [(Kind, String)] = [(.serviceAccount, spec.text("serviceAccountName"))]
        names += spec.list("imagePullSecrets").map { (.secret, $0.text("name")) }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for container in spec.list(list) { names += environment(of: container) }
        }
        for volume in spec.list("volumes") { names += Self.names(in: volume) }
        return names.filter { !$0.1.isEmpty }.map { Reference(node: node, kind: $0.0, name: $0.1) }
    }

    private static func environment(of container: JSONValue) -> [(Kind, String)] {
        var names: [(Kind, String)] = []
        for variable in container.list("env") {
            names.append((.configMap, variable.text(path: "valueFrom", "configMapKeyRef", "name")))
            names.append((.secret, variable.text(path: "valueFrom", "secretKeyRef", "name")))
        }
        for source in container.list("envFrom") {
            names.append((.configMap, source.text(path: "configMapRef", "name")))
            names.append((.secret, source.text(path: "secretRef", "name")))
        }
        return names
    }

    private static func names(in volume: JSONValue) -> [(Kind, String)] {
        var names: [(Kind, String)] = [
            (.configMap, volume.text(path: "configMap", "name")), (.secret, volume.text(path: "secret", "secretName")),
        ]
        for source in volume[path: "projected", "sources"]?.arrayValue ?? [] {
            names.append((.configMap, source.text(path: "configMap", "name")))
            names.append((.secret, source.text(path: "secret", "name")))
        }
        return names
    }
}

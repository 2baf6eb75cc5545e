import JSON
import KubeAPI

/// Which objects lead to which node: the Pods bound to it, what those name, the volumes behind their claims, the Secrets of
/// those volumes, and what names the node itself.
struct NodeGraph: ObjectIndex {
    enum Kind: Sendable { case configMap, secret, serviceAccount, claim, resourceClaim }

    /// An object that others refer to.
    struct Referent: Sendable, Hashable {
        let kind: Kind
        let namespace: String
        let name: String
    }

    private struct Volume: Sendable {
        let claim: Referent
        let secrets: Set<Referent>
    }

    static let volumeType = ResourceType(
        group: "", version: "v1", plural: "persistentvolumes", singular: "persistentvolume", kind: "PersistentVolume",
        isNamespaced: false)
    static let attachmentType = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "volumeattachments", singular: "volumeattachment",
        kind: "VolumeAttachment", isNamespaced: false)
    static let sliceType = ResourceType(
        group: "resource.k8s.io", version: "v1", plural: "resourceslices", singular: "resourceslice", kind: "ResourceSlice",
        isNamespaced: false)

    static let kinds = [PodShape.type, volumeType, attachmentType, sliceType]

    private var podNodes: [ObjectKey: String] = [:]
    private var podReferents: [ObjectKey: Set<Referent>] = [:]
    /// How many Pods of each node name an object.
    private var nodes: [Referent: [String: Int]] = [:]
    private var volumes: [String: Volume] = [:]
    private var volumesOfSecret: [Referent: Set<String>] = [:]
    private var attachmentNodes: [String: String] = [:]
    private var sliceNodes: [String: String] = [:]

    // MARK: Questions

    func runsPod(_ node: String, namespace: String, name: String) -> Bool {
        podNodes[ObjectKey(namespace: namespace, name: name)] == node
    }

    func needs(_ node: String, _ referent: Referent) -> Bool {
        if nodes[referent]?[node] != nil { return true }
        return volumesOfSecret[referent]?.contains { mounts(node, volume: $0) } ?? false
    }

    func mounts(_ node: String, volume: String) -> Bool {
        volumes[volume].map { nodes[$0.claim]?[node] != nil } ?? false
    }

    func isAttached(_ node: String, attachment: String) -> Bool { attachmentNodes[attachment] == node }

    func publishes(_ node: String, slice: String) -> Bool { sliceNodes[slice] == node }

    // MARK: Following the objects

    mutating func put(_ object: JSONValue?, at key: ObjectKey, of type: ResourceType) {
        switch type.kind {
        case "Pod": putPod(object, key)
        case "PersistentVolume": putVolume(object, key.name)
        case "VolumeAttachment": attachmentNodes[key.name] = object?.text(path: "spec", "nodeName")
        default: sliceNodes[key.name] = object?.text(path: "spec", "nodeName")
        }
    }

    private mutating func putPod(_ pod: JSONValue?, _ key: ObjectKey) {
        let node = pod?.text(path: "spec", "nodeName") ?? ""
        let referents = pod.map { node.isEmpty ? [] : PodReferents.all(of: $0) } ?? []
        let before = podNodes[key] ?? ""
        guard before != node || podReferents[key] ?? [] != referents else { return }
        for referent in podReferents[key] ?? [] {
            let left = nodes[referent]?[before].flatMap { $0 > 1 ? $0 - 1 : nil }
            nodes[referent]?[before] = left
            if nodes[referent]?.isEmpty == true { nodes[referent] = nil }
        }
        for referent in referents { nodes[referent, default: [:]][node, default: 0] += 1 }
        podNodes[key] = node.isEmpty ? nil : node
        podReferents[key] = referents.isEmpty ? nil : referents
    }

    private mutating func putVolume(_ object: JSONValue?, _ name: String) {
        for secret in volumes[name]?.secrets ?? [] {
            volumesOfSecret[secret]?.remove(name)
            if volumesOfSecret[secret]?.isEmpty == true { volumesOfSecret[secret] = nil }
        }
        volumes[name] = object.flatMap(Self.volume)
        for secret in volumes[name]?.secrets ?? [] { volumesOfSecret[secret, default: []].insert(name) }
    }

    /// `nil` for a volume that no claim is bound to.
    private static func volume(_ object: JSONValue) -> Volume? {
        guard let spec = object["spec"], spec.has("claimRef") else { return nil }
        let namespace = spec.text(path: "claimRef", "namespace")
        let claim = Referent(kind: .claim, namespace: namespace, name: spec.text(path: "claimRef", "name"))
        var secrets: Set<Referent> = []
        func add(_ name: String, in place: String) {
            guard !name.isEmpty else { return }
            secrets.insert(Referent(kind: .secret, namespace: place.isEmpty ? namespace : place, name: name))
        }
        // What the controller side of a driver needs is not for nodes to see.
        for key in ["nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"] {
            add(spec.text(path: "csi", key, "name"), in: spec.text(path: "csi", key, "namespace"))
        }
        for source in ["cephfs", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"] {
            add(spec.text(path: source, "secretRef", "name"), in: spec.text(path: source, "secretRef", "namespace"))
        }
        add(spec.text(path: "azureFile", "secretName"), in: spec.text(path: "azureFile", "secretNamespace"))
        return Volume(claim: claim, secrets: secrets)
    }
}

/// What a Pod names of its namespace.
enum PodReferents {
    private static let mirror = "kubernetes.io/config.mirror"

    /// None for a mirror Pod: a node makes those itself, and must not grant itself anything.
    static func all(of pod: JSONValue) -> Set<NodeGraph.Referent> {
        guard pod[path: "metadata", "annotations", mirror] == nil else { return [] }
        let spec = pod["spec"] ?? .emptyObject
        var names: [(NodeGraph.Kind, String)] = [(.serviceAccount, spec.text("serviceAccountName"))]
        names += spec.list("imagePullSecrets").map { (.secret, $0.text("name")) }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for container in spec.list(list) { names += environment(of: container) }
        }
        for volume in spec.list("volumes") { names += Self.names(in: volume, of: pod) }
        names += spec.list("resourceClaims").map { (.resourceClaim, $0.text("resourceClaimName")) }
        names += pod["status"]?.list("resourceClaimStatuses").map { (.resourceClaim, $0.text("resourceClaimName")) } ?? []
        let namespace = pod.text(path: "metadata", "namespace")
        return Set(
            names.filter { !$0.1.isEmpty }.map { NodeGraph.Referent(kind: $0.0, namespace: namespace, name: $0.1) })
    }

    private static func environment(of container: JSONValue) -> [(NodeGraph.Kind, String)] {
        var names: [(NodeGraph.Kind, String)] = []
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

    private static func names(in volume: JSONValue, of pod: JSONValue) -> [(NodeGraph.Kind, String)] {
        var names: [(NodeGraph.Kind, String)] = [
            (.configMap, volume.text(path: "configMap", "name")), (.secret, volume.text(path: "secret", "secretName")),
            (.secret, volume.text(path: "azureFile", "secretName")),
            (.secret, volume.text(path: "csi", "nodePublishSecretRef", "name")),
            (.claim, volume.text(path: "persistentVolumeClaim", "claimName")),
        ]
        if volume.has("ephemeral") {
            names.append((.claim, "\(pod.text(path: "metadata", "name"))-\(volume.text("name"))"))
        }
        for source in ["cephfs", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"] {
            names.append((.secret, volume.text(path: source, "secretRef", "name")))
        }
        for source in volume[path: "projected", "sources"]?.arrayValue ?? [] {
            names.append((.configMap, source.text(path: "configMap", "name")))
            names.append((.secret, source.text(path: "secret", "name")))
        }
        return names
    }
}

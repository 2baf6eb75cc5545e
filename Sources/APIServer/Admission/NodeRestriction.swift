import JSON
import KubeAPI

/// Keeps a node to its own Node object, lease and slices, and to the Pods bound to it.
package struct NodeRestriction: AdmissionPlugin {
    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard let node = NodeIdentity.name(of: operation.user) else { return }
        guard let reason = try await reason(against: operation, node) else { return }
        throw operation.forbidden(reason)
    }

    private func reason(against operation: AdmissionOperation, _ node: String) async throws(StatusError) -> String? {
        switch (operation.type.group, operation.type.kind) {
        case ("", "Pod"): return try await reasonAgainstPod(operation, node)
        case ("", "Node"): return NodeOwnObjects.reason(against: operation, node)
        case ("", "PersistentVolumeClaim"): return Self.reasonAgainstClaim(operation, node)
        case ("coordination.k8s.io", "Lease"):
            guard operation.namespace == "kube-node-lease" else {
                return "can only access leases in the \"kube-node-lease\" system namespace"
            }
            return operation.name == node ? nil : "can only access node lease with the same name as the requesting node"
        case ("storage.k8s.io", "CSINode"):
            return operation.name == node ? nil : "can only access CSINode with the same name as the requesting node"
        case ("resource.k8s.io", "ResourceSlice"):
            let home = (operation.old ?? operation.object ?? .null).text(path: "spec", "nodeName")
            guard home != node else { return nil }
            return operation.kind == .create
                ? "can only create ResourceSlice with the same NodeName as the requesting node"
                : "can only \(operation.kind.rawValue) ResourceSlice with the same NodeName as the requesting node"
        default: return nil
        }
    }

    // MARK: Pods

    private func reasonAgainstPod(
        _ operation: AdmissionOperation, _ node: String
    ) async throws(StatusError) -> String? {
        let home = (operation.old ?? operation.object ?? .null).text(path: "spec", "nodeName")
        switch (operation.kind, operation.subresource) {
        case (.create, ""): return try await reasonAgainstMirror(operation.object ?? .null, node)
        case (.delete, ""):
            return home == node ? nil : "node \"\(node)\" can only delete pods with spec.nodeName set to itself"
        case (.update, "status"): return Self.reasonAgainstStatus(operation, node, home)
        case (.create, "eviction"):
            let pod = try await reader.object(PodShape.type, namespace: operation.namespace, name: operation.name)
            guard let pod else { throw .notFound(StatusError.Subject(kind: "pod", name: operation.name)) }
            return pod.text(path: "spec", "nodeName") == node
                ? nil : "node \(node) can only evict pods with spec.nodeName set to itself"
        default:
            return "unexpected operation \"\(operation.kind.rawValue)\", node \"\(node)\" can only change the status of pods"
        }
    }

    private static func reasonAgainstStatus(_ operation: AdmissionOperation, _ node: String, _ home: String) -> String? {
        guard home == node else {
            return "node \"\(node)\" can only update pod status for pods with spec.nodeName set to itself"
        }
        func unchanged(_ path: String...) -> Bool {
            operation.object?[path: path].orNull == operation.old?[path: path].orNull
        }
        guard unchanged("metadata", "labels") else { return "node \"\(node)\" cannot update labels through pod status" }
        guard unchanged("status", "resourceClaimStatuses") else {
            return "node \"\(node)\" cannot update resource claim statues"
        }
        return unchanged("status", "extendedResourceClaimStatus")
            ? nil : "node \"\(node)\" cannot update extended resource claim status"
    }

    /// A node makes Pods only to show what runs on it by itself; they name no other objects.
    private func reasonAgainstMirror(_ pod: JSONValue, _ node: String) async throws(StatusError) -> String? {
        guard pod[path: "metadata", "annotations", "kubernetes.io/config.mirror"] != nil else {
            return "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"\(node)\" can only create mirror pods"
        }
        guard pod.text(path: "spec", "nodeName") == node else {
            return "node \"\(node)\" can only create pods with spec.nodeName set to itself"
        }
        if let reason = try await reasonAgainstOwners(pod["metadata"]?.list("ownerReferences") ?? [], node) { return reason }
        // The referents of a mirror Pod are not looked at elsewhere.
        var plain = pod
        plain.edit("metadata") { $0["annotations"] = nil }
        let referents = Set(PodReferents.all(of: plain).map(\.kind))
        for (kind, words) in [(.serviceAccount, "a service account"), (.secret, "secrets"), (.configMap, "configmaps")]
            as [(NodeGraph.Kind, String)] where referents.contains(kind)
        {
            return "node \"\(node)\" can not create pods that reference \(words)"
        }
        let volumes = pod["spec"]?.list("volumes") ?? []
        if volumes.contains(where: { $0.has("persistentVolumeClaim") || $0.has("ephemeral") }) {
            return "node \"\(node)\" can not create pods that reference persistentvolumeclaims"
        }
        if volumes.contains(where: { $0["projected"]?.list("sources").contains { $0.has("clusterTrustBundle") } ?? false }) {
            return "node \"\(node)\" can not create pods that reference clustertrustbundles"
        }
        if pod["spec"]?.list("resourceClaims").isEmpty == false {
            return "node \"\(node)\" can not create pods that reference resourceclaims"
        }
        return nil
    }

    private func reasonAgainstOwners(_ owners: [JSONValue], _ node: String) async throws(StatusError) -> String? {
        guard owners.count <= 1 else {
            return "node \"\(node)\" can only create pods with a single owner reference set to itself"
        }
        guard let owner = owners.first, owner.text("apiVersion") == "v1", owner.text("kind") == "Node",
            owner.text("name") == node
        else { return "node \"\(node)\" can only create pods with an owner reference set to itself" }
        guard owner["controller"]?.boolValue == true else {
            return "node \"\(node)\" can only create pods with a controller owner reference set to itself"
        }
        guard owner["blockOwnerDeletion"]?.boolValue != true else {
            return "node \"\(node)\" must not set blockOwnerDeletion on an owner reference"
        }
        let stored = try await reader.object(NodeShape.type, namespace: "", name: node)
        guard let stored else { throw .notFound(StatusError.Subject(kind: "node", name: node)) }
        let uid = stored.text(path: "metadata", "uid")
        return owner.text("uid") == uid ? nil : "node \(node) UID mismatch: expected \(owner.text("uid")) got \(uid)"
    }

    // MARK: Claims

    /// Of a claim's status, a node tells how large the volume has become.
    private static func reasonAgainstClaim(_ operation: AdmissionOperation, _ node: String) -> String? {
        guard operation.kind == .update, operation.subresource == "status" else {
            return "unexpected operation \"\(operation.kind.rawValue)\""
        }
        func fixed(_ claim: JSONValue?) -> JSONValue {
            var claim = claim ?? .null
            claim.edit("metadata") { metadata in for key in ["resourceVersion", "managedFields"] { metadata[key] = nil } }
            claim.edit("status") { status in
                for key in ["capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"] { status[key] = nil }
            }
            return claim
        }
        return fixed(operation.object) == fixed(operation.old)
            ? nil : "node \"\(node)\" is not allowed to update fields other than status.capacity and status.conditions"
    }
}

import JSON
import KubeAPI

/// Gives a node tokens only for Pods that run on it, and only for the audiences these ask for or that it has a right to.
struct NodeTokenRestriction: Sendable {
    private static let verb = "request-serviceaccounts-token-audience"

    /// Those of the API server.
    let audiences: [String]
    let reader: any ObjectReader
    let authorizer: any Authorizer

    func check(_ operation: AdmissionOperation) async throws(StatusError) {
        guard let node = NodeIdentity.name(of: operation.user) else { return }
        let spec = operation.object?["spec"] ?? .emptyObject
        let reference = spec["boundObjectRef"].orNull
        let name = reference.text("name")
        guard reference.text("apiVersion") == "v1", reference.text("kind") == "Pod", !name.isEmpty else {
            throw operation.forbidden("node requested token not bound to a pod")
        }
        let uid = reference.text("uid")
        guard !uid.isEmpty else { throw operation.forbidden("node requested token with a pod binding without a uid") }
        let pod = try await reader.object(PodShape.type, namespace: operation.namespace, name: name)
        // The words of the cache that Kubernetes looks in.
        guard let pod else { throw .notFound(StatusError.Subject(kind: "pod", name: name)) }
        guard pod.text(path: "metadata", "uid") == uid else {
            throw operation.forbidden(
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been "
                    + "deleted and then recreated")
        }
        guard pod.text(path: "spec", "nodeName") == node else {
            throw operation.forbidden("node requested token bound to a pod scheduled on a different node")
        }
        try await checkAudience(spec.texts("audiences"), of: pod, operation)
    }

    private func checkAudience(
        _ wanted: [String], of pod: JSONValue, _ operation: AdmissionOperation
    ) async throws(StatusError) {
        guard wanted.count <= 1 else { throw operation.forbidden("node may only request 0 or 1 audiences") }
        let audience = wanted.first ?? ""
        let sources = (pod["spec"]?.list("volumes") ?? []).flatMap { $0["projected"]?.list("sources") ?? [] }
        let isAsked = sources.contains { source in
            guard let token = source["serviceAccountToken"] else { return false }
            return token.text("audience") == audience || token.text("audience").isEmpty && audiences.contains(audience)
        }
        if isAsked { return }
        if try await driverAudiences(pod, operation.namespace).contains(audience) { return }
        let right = RequestAttributes(
            user: operation.user, verb: Self.verb, isResourceRequest: true, version: "v1", resource: audience,
            namespace: operation.namespace, name: operation.name)
        if case .allow = await authorizer.authorize(right) { return }
        throw operation.forbidden(
            "audience \(GoQuoting.quoted(audience)) not found in pod spec volume, \(operation.user.name) is not authorized to "
                + "request tokens for this audience")
    }

    /// The audiences of the tokens that the CSI drivers of a Pod's volumes want.
    private func driverAudiences(_ pod: JSONValue, _ namespace: String) async throws(StatusError) -> Set<String> {
        var drivers: Set<String> = []
        for volume in pod["spec"]?.list("volumes") ?? [] {
            drivers.insert(volume.text(path: "csi", "driver"))
            let name =
                volume.has("ephemeral")
                ? "\(pod.text(path: "metadata", "name"))-\(volume.text("name"))"
                : volume.text(path: "persistentVolumeClaim", "claimName")
            guard !name.isEmpty,
                let claim = try await reader.object(PersistentVolumeClaimShape.type, namespace: namespace, name: name),
                let bound = try await reader.object(
                    NodeGraph.volumeType, namespace: "", name: claim.text(path: "spec", "volumeName"))
            else { continue }
            drivers.insert(bound.text(path: "spec", "csi", "driver"))
        }
        var audiences: Set<String> = []
        for driver in drivers where !driver.isEmpty {
            let object = try await reader.object(CSIDriverShape.type, namespace: "", name: driver)
            audiences.formUnion((object?["spec"]?.list("tokenRequests") ?? []).map { $0.text("audience") })
        }
        return audiences
    }
}

package import JSON
import KubeAPI
package import PKI
import Schema

/// `serviceaccounts/token`: signs a token for a service account, bound to an object and to a life of its own.
package struct TokenRequestResource: VirtualResource {
    private static let defaultSeconds: Int64 = 3600
    private static let minimumSeconds: Int64 = 600
    private static let maximumSeconds: Int64 = 1 << 32
    /// What the injected tokens of Pods ask for. Programs that never read the file again get a year instead.
    private static let extendableSeconds: Int64 = 3607
    private static let extendedSeconds: Int64 = 365 * 86_400

    private let signer: TokenSigner
    private let issuer: String
    private let audiences: [String]
    private let reader: any ObjectReader
    private let now: @Sendable () -> Int64

    package let path = VirtualPath(
        group: "", version: "v1", plural: "serviceaccounts", subresource: "token", kind: "TokenRequest",
        kindAPIVersion: "authentication.k8s.io/v1")

    /// - Parameters:
    ///   - audiences: what a token is for when the request names no audience.
    ///   - now: seconds since 1970.
    package init(
        signer: TokenSigner, issuer: String, audiences: [String], reader: any ObjectReader,
        now: @escaping @Sendable () -> Int64
    ) {
        self.signer = signer
        self.issuer = issuer
        self.audiences = audiences
        self.reader = reader
        self.now = now
    }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        let subject = StatusError.Subject(kind: "serviceaccounts", name: attributes.name)
        let account = try await reader.object(
            ServiceAccountShape.type, namespace: attributes.namespace, name: attributes.name)
        guard let account else { throw .notFound(subject) }
        let spec = object["spec"] ?? .emptyObject
        let seconds = try Self.seconds(spec)
        var claims = ServiceAccountClaims(
            issuer: issuer, audiences: spec.texts("audiences").isEmpty ? audiences : spec.texts("audiences"),
            namespace: attributes.namespace,
            serviceAccount: .init(name: attributes.name, uid: account.text(path: "metadata", "uid")),
            tokenID: ObjectIdentity.newUID(), issuedAt: now(), expiresAt: now() + seconds)
        if let reference = spec["boundObjectRef"], !reference.isNull { try await bind(&claims, to: reference) }
        try await checkNode(attributes.user, spec, claims, subject)
        if seconds == Self.extendableSeconds, claims.pod != nil, claims.audiences.allSatisfy(audiences.contains) {
            claims.warnAfter = claims.issuedAt + seconds
            claims.expiresAt = claims.issuedAt + Self.extendedSeconds
        }
        guard let token = try? signer.sign(claims: JSONWriter.bytes(claims.json)) else {
            throw .internalError("the token could not be signed")
        }
        return Self.answer(object, claims, seconds: seconds, token: token)
    }

    private static func seconds(_ spec: JSONValue) throws(StatusError) -> Int64 {
        guard let value = spec["expirationSeconds"], let seconds = value.intValue else { return defaultSeconds }
        let reason =
            seconds < minimumSeconds
            ? "may not specify a duration less than 10 minutes"
            : seconds > maximumSeconds ? "may not specify a duration larger than 2^32 seconds" : nil
        guard let reason else { return seconds }
        throw .invalid(
            StatusError.Subject(group: "authentication.k8s.io", kind: "TokenRequest"),
            [.invalid("spec.expirationSeconds", value, reason)])
    }

    // MARK: Bound objects

    private func bind(_ claims: inout ServiceAccountClaims, to reference: JSONValue) async throws(StatusError) {
        let name = reference.text("name")
        switch (reference.text("apiVersion"), reference.text("kind")) {
        case ("v1", "Pod"):
            let pod = try await bound(PodShape.type, claims.namespace, reference)
            let account = pod.text(path: "spec", "serviceAccountName")
            guard account == claims.serviceAccount.name else {
                throw .badRequest(
                    "cannot bind token for serviceaccount \"\(claims.serviceAccount.name)\" to pod running with different "
                        + "serviceaccount name.")
            }
            claims.pod = .init(name: name, uid: pod.text(path: "metadata", "uid"))
            claims.node = try await node(of: pod)
        case ("v1", "Secret"):
            let secret = try await bound(SecretShape.type, claims.namespace, reference)
            claims.secret = .init(name: name, uid: secret.text(path: "metadata", "uid"))
        case ("v1", "Node"):
            let node = try await bound(NodeShape.type, "", reference)
            claims.node = .init(name: name, uid: node.text(path: "metadata", "uid"))
        case (let version, let kind):
            let group = version.contains("/") ? version : "/\(version)"
            throw .badRequest("cannot bind token to object of type \(group), Kind=\(kind)")
        }
    }

    private func bound(
        _ type: ResourceType, _ namespace: String, _ reference: JSONValue
    ) async throws(StatusError) -> JSONValue {
        let subject = StatusError.Subject(kind: type.plural, name: reference.text("name"))
        let stored = try await reader.object(type, namespace: namespace, name: reference.text("name"))
        guard let stored else { throw .notFound(subject) }
        let uid = reference.text("uid")
        guard uid.isEmpty || uid == stored.text(path: "metadata", "uid") else {
            throw .conflict(
                StatusError.Subject(kind: reference.text("kind"), name: reference.text("name")),
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been "
                    + "deleted and then recreated")
        }
        return stored
    }

    private func node(of pod: JSONValue) async throws(StatusError) -> ServiceAccountClaims.Reference? {
        let name = pod.text(path: "spec", "nodeName")
        guard !name.isEmpty else { return nil }
        let stored = try await reader.object(NodeShape.type, namespace: "", name: name)
        return stored.map { .init(name: name, uid: $0.text(path: "metadata", "uid")) }
    }

    /// A node gets tokens only for Pods that run on it, and only for the audiences these ask for.
    private func checkNode(
        _ user: UserInfo, _ spec: JSONValue, _ claims: ServiceAccountClaims, _ subject: StatusError.Subject
    ) async throws(StatusError) {
        guard let name = NodeIdentity.name(of: user) else { return }
        guard let pod = claims.pod else { throw .forbidden(subject, "node requested token not bound to a pod") }
        guard !spec.text(path: "boundObjectRef", "uid").isEmpty else {
            throw .forbidden(subject, "node requested token with a pod binding without a uid")
        }
        let stored = try await reader.object(PodShape.type, namespace: claims.namespace, name: pod.name)
        guard let stored, stored.text(path: "metadata", "uid") == pod.uid, stored.text(path: "spec", "nodeName") == name else {
            throw .forbidden(subject, "node requested token bound to a pod scheduled on a different node")
        }
        let wanted = spec.texts("audiences")
        guard wanted.count <= 1 else { throw .forbidden(subject, "node may only request 0 or 1 audiences") }
        let audience = wanted.first ?? ""
        let volumes = stored[path: "spec", "volumes"]?.arrayValue ?? []
        let sources = volumes.flatMap { $0[path: "projected", "sources"]?.arrayValue ?? [] }
        let isAsked = sources.contains { source in
            source["serviceAccountToken"].map { token in
                token.text("audience") == audience || token.text("audience").isEmpty && audiences.contains(audience)
            } ?? false
        }
        if isAsked { return }
        guard try await driverAudiences(stored, claims.namespace).contains(audience) else {
            throw .forbidden(subject, "audience \"\(audience)\" not found in pod spec volume")
        }
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

    // MARK: Answer

    private static func answer(
        _ object: JSONValue, _ claims: ServiceAccountClaims, seconds: Int64, token: String
    ) -> JSONValue {
        var answer = object
        answer[path: ["metadata", "name"]] = .string(claims.serviceAccount.name)
        answer[path: ["metadata", "namespace"]] = .string(claims.namespace)
        answer[path: ["metadata", "creationTimestamp"]] = .string(Timestamp(seconds: claims.issuedAt).rfc3339)
        answer[path: ["spec", "audiences"]] = .array(claims.audiences.map { .string($0) })
        answer[path: ["spec", "expirationSeconds"]] = .int(seconds)
        if answer[path: "spec", "boundObjectRef"] == nil { answer[path: ["spec", "boundObjectRef"]] = .null }
        answer["status"] = [
            "expirationTimestamp": .string(Timestamp(seconds: claims.issuedAt + seconds).rfc3339), "token": .string(token),
        ]
        return answer
    }
}

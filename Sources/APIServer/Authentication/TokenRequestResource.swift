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
    private let nodes: NodeTokenRestriction
    private let now: @Sendable () -> Int64

    package let path = VirtualPath(
        group: "", version: "v1", plural: "serviceaccounts", subresource: "token", kind: "TokenRequest",
        kindAPIVersion: "authentication.k8s.io/v1")

    /// - Parameters:
    ///   - audiences: what a token is for when the request names no audience.
    ///   - authorizer: may let nodes ask for more than their Pods do.
    ///   - now: seconds since 1970.
    package init(
        signer: TokenSigner, issuer: String, audiences: [String], reader: any ObjectReader, authorizer: any Authorizer,
        now: @escaping @Sendable () -> Int64
    ) {
        self.signer = signer
        self.issuer = issuer
        self.audiences = audiences
        self.reader = reader
        nodes = NodeTokenRestriction(audiences: audiences, reader: reader, authorizer: authorizer)
        self.now = now
    }

    package func create(_ object: JSONValue, attributes: RequestAttributes) async throws(StatusError) -> JSONValue {
        try await admit(object, attributes)
        try Self.checkPlace(object, attributes)
        let subject = StatusError.Subject(kind: "serviceaccounts", name: attributes.name)
        let account = try await reader.object(
            ServiceAccountShape.type, namespace: attributes.namespace, name: attributes.name)
        guard let account else { throw .notFound(subject) }
        let uid = account.text(path: "metadata", "uid")
        try Self.checkUID(object.text(path: "metadata", "uid"), uid, attributes.name)
        let spec = object["spec"] ?? .emptyObject
        let seconds = try Self.seconds(spec)
        var claims = ServiceAccountClaims(
            issuer: issuer, audiences: spec.texts("audiences").isEmpty ? audiences : spec.texts("audiences"),
            namespace: attributes.namespace, serviceAccount: .init(name: attributes.name, uid: uid),
            tokenID: ObjectIdentity.newUID(), issuedAt: now(), expiresAt: now() + seconds)
        if let reference = spec["boundObjectRef"], !reference.isNull { try await bind(&claims, to: reference) }
        if seconds == Self.extendableSeconds, claims.pod != nil, claims.audiences.allSatisfy(audiences.contains) {
            claims.warnAfter = claims.issuedAt + seconds
            claims.expiresAt = claims.issuedAt + Self.extendedSeconds
        }
        guard let token = try? signer.sign(claims: JSONWriter.bytes(claims.json)) else {
            throw .internalError("the token could not be signed")
        }
        return Self.answer(object, claims, seconds: seconds, token: token)
    }

    /// What admission has to say of a request that is not stored.
    private func admit(_ object: JSONValue, _ attributes: RequestAttributes) async throws(StatusError) {
        var operation = AdmissionOperation(
            kind: .create, type: ServiceAccountShape.type, subresource: attributes.subresource,
            namespace: attributes.namespace, name: attributes.name, user: attributes.user, isDryRun: false, object: object,
            old: nil)
        try await NamespaceLifecycle(reader: reader).mutate(&operation)
        try await nodes.check(operation)
    }

    /// Who names the account in the body too must name the same.
    private static func checkPlace(_ object: JSONValue, _ attributes: RequestAttributes) throws(StatusError) {
        let name = object.text(path: "metadata", "name")
        guard !name.isEmpty, name != attributes.name else { return }
        throw .invalid(
            StatusError.Subject(group: "authentication.k8s.io", kind: "TokenRequest", name: attributes.name),
            [.invalid("metadata.name", .string(name), "must match the service account name if specified")])
    }

    private static func checkUID(_ wanted: String, _ uid: String, _ name: String) throws(StatusError) {
        guard !wanted.isEmpty, wanted != uid else { return }
        throw .conflict(
            StatusError.Subject(group: "authentication.k8s.io", kind: "TokenRequest", name: name),
            "the UID in the token request (\(wanted)) does not match the UID of the service account (\(uid))")
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
        let version = reference.text("apiVersion").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let (group, number) = version.count == 2 ? (version[0], version[1]) : ("", version.first ?? "")
        switch (group, reference.text("kind")) {
        case ("", "Pod"):
            let pod = try await bound(PodShape.type, claims.namespace, reference) { pod throws(StatusError) in
                guard pod.text(path: "spec", "serviceAccountName") == claims.serviceAccount.name else {
                    throw .badRequest(
                        "cannot bind token for serviceaccount \(GoQuoting.quoted(claims.serviceAccount.name)) to pod running "
                            + "with different serviceaccount name.")
                }
            }
            claims.pod = .init(name: name, uid: pod.text(path: "metadata", "uid"))
            claims.node = try await node(of: pod)
        case ("", "Secret"):
            let secret = try await bound(SecretShape.type, claims.namespace, reference)
            claims.secret = .init(name: name, uid: secret.text(path: "metadata", "uid"))
        case ("", "Node"):
            let node = try await bound(NodeShape.type, "", reference)
            claims.node = .init(name: name, uid: node.text(path: "metadata", "uid"))
        case (_, let kind):
            throw .badRequest("cannot bind token to object of type \(group)/\(number), Kind=\(kind)")
        }
    }

    private func bound(
        _ type: ResourceType, _ namespace: String, _ reference: JSONValue,
        _ check: (JSONValue) throws(StatusError) -> Void = { (_) throws(StatusError) in }
    ) async throws(StatusError) -> JSONValue {
        let subject = StatusError.Subject(kind: type.plural, name: reference.text("name"))
        let stored = try await reader.object(type, namespace: namespace, name: reference.text("name"))
        guard let stored else { throw .notFound(subject) }
        try check(stored)
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
        // Of a node that is gone, its name still says where the Pod is.
        return .init(name: name, uid: stored?.text(path: "metadata", "uid") ?? "")
    }

    // MARK: Answer

    private static func answer(
        _ object: JSONValue, _ claims: ServiceAccountClaims, seconds: Int64, token: String
    ) -> JSONValue {
        var answer = object
        answer[path: ["metadata", "name"]] = .string(claims.serviceAccount.name)
        answer[path: ["metadata", "namespace"]] = .string(claims.namespace)
        answer[path: ["metadata", "uid"]] = .string(claims.serviceAccount.uid)
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

import Encodings
import JSON
import KubeAPI
import PKI

/// Who may approve and sign certificates for which signer, and which subjects nobody asks for.
package struct CertificateAdmission: AdmissionPlugin {
    private static let group = "certificates.k8s.io"
    private static let apiClientSigner = "kubernetes.io/kube-apiserver-client"

    private let authorizer: any Authorizer

    package init(authorizer: any Authorizer) { self.authorizer = authorizer }

    /// A request is in the name of who makes it.
    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("CertificateSigningRequest", group: Self.group), operation.kind == .create,
            operation.subresource.isEmpty, var request = operation.object
        else { return }
        let user = operation.user
        request.edit("spec") { spec in
            spec["username"] = .string(user.name)
            spec["uid"] = user.uid.isEmpty ? nil : .string(user.uid)
            spec["groups"] = user.groups.isEmpty ? nil : .array(user.groups.map(JSONValue.string))
            let extra = user.extra.sorted { $0.key < $1.key }.map {
                JSONObject.Member(key: $0.key, value: .array($0.value.map(JSONValue.string)))
            }
            spec["extra"] = extra.isEmpty ? nil : .object(JSONObject(extra))
        }
        operation.object = request
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("CertificateSigningRequest", group: Self.group), let request = operation.object else { return }
        switch (operation.kind, operation.subresource) {
        case (.create, ""): try checkSubject(request, operation)
        case (.update, "approval"):
            try await require("approve", operation)
        case (.update, "status"):
            let old = operation.old ?? .null
            let isSigned = ["certificate", "conditions"].contains { part in
                request[path: "status", part].orNull != old[path: "status", part].orNull
            }
            if isSigned { try await require("sign", operation) }
        default: return
        }
    }

    /// The verb on the signer itself, or on all signers of its domain.
    private func require(_ verb: String, _ operation: AdmissionOperation) async throws(StatusError) {
        // The signer's name is fixed when the request is made.
        let signer = (operation.old ?? operation.object ?? .null).text(path: "spec", "signerName")
        let domain = signer.split(separator: "/").first.map(String.init) ?? signer
        for name in [signer, "\(domain)/*"] {
            let attributes = RequestAttributes(
                user: operation.user, verb: verb, isResourceRequest: true, group: Self.group, version: "*",
                resource: "signers", name: name)
            if case .allow = await authorizer.authorize(attributes) { return }
        }
        throw operation.forbidden(
            "user not permitted to \(verb) requests with signerName \"\(signer)\"")
    }

    /// `system:masters` would outlive every role; no client certificate of the API server carries it.
    private func checkSubject(_ request: JSONValue, _ operation: AdmissionOperation) throws(StatusError) {
        guard request.text(path: "spec", "signerName") == Self.apiClientSigner else { return }
        let organizations: [String]
        do throws(PKIError) {
            let pem = Base64.decode(request.text(path: "spec", "request")) ?? []
            organizations = try SigningRequestReader.summary(ofPEM: String(decoding: pem, as: UTF8.self)).organizations
        } catch {
            throw operation.forbidden("failed to parse CSR: \(error)")
        }
        guard !organizations.contains(PrivilegedGroupAuthorizer.group) else {
            throw operation.forbidden(
                "use of \(Self.apiClientSigner) signer with \(PrivilegedGroupAuthorizer.group) group is not allowed")
        }
    }
}

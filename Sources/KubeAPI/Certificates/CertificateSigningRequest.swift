import JSON
package import Schema

package struct CertificateSigningRequestShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.certificates.v1.CertificateSigningRequest",
        "Asks a signer for a certificate. What is asked for cannot be changed; people or controllers " + "approve or deny it.")
    package static let type = ResourceType(
        group: "certificates.k8s.io", version: "v1", plural: "certificatesigningrequests", singular: "certificatesigningrequest",
        kind: "CertificateSigningRequest", isNamespaced: false, shortNames: ["csr"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<CertificateSigningRequestSpec>(2, "What is asked for.", required: true)
    package let status = Value<CertificateSigningRequestStatus>(3, "The answer.", default: [:])
}
package typealias CertificateSigningRequest = Object<CertificateSigningRequestShape>

package struct CertificateSigningRequestSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.certificates.v1.CertificateSigningRequestSpec", "What a request for a certificate asks for, and who asks.")

    package let request = Value<Base64Bytes>(
        1, "The request itself: PKCS#10 in a PEM block `CERTIFICATE REQUEST`, in base64.", required: true)
    package let username = Value<String>(2, "Who asks; filled in by the server.")
    package let uid = Value<String>(3, "The uid of who asks; filled in by the server.")
    package let groups = Value<[String]>(4, "The groups of who asks; filled in by the server.", list: .atomic)
    package let usages = Value<[String]>(
        5, "What the key will be used for, such as `digital signature`, `key encipherment`, `client auth` " + "or `server auth`.",
        default: ["digital signature", "key encipherment"], list: .atomic)
    package let extra = Value<[String: [String]]>(6, "What else is known of who asks; filled in by the server.")
    package let signerName = Value<String>(
        7, "Who shall sign, as `domain/name`, such as `kubernetes.io/kube-apiserver-client`.", required: true)
    package let expirationSeconds = Field<Int32>(
        8, "For how long the certificate shall be good, at least 600 seconds; the signer may give less.")
}
package typealias CertificateSigningRequestSpec = Object<CertificateSigningRequestSpecShape>

package struct CertificateSigningRequestStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.certificates.v1.CertificateSigningRequestStatus", "The answer to a request for a certificate.")

    package let conditions = Value<[CertificateSigningRequestCondition]>(
        1, "What was decided: `Approved`, `Denied` or `Failed`.", list: .map, mergeKeys: ["type"])
    package let certificate = Field<Base64Bytes>(
        2, "The certificate and those that lead to its root, in PEM, in base64; set once.")
}
package typealias CertificateSigningRequestStatus = Object<CertificateSigningRequestStatusShape>

package struct CertificateSigningRequestConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.certificates.v1.CertificateSigningRequestCondition", "What was decided about a request for a certificate.")

    package let type = Value<String>(1, "`Approved`, `Denied` or `Failed`.", required: true)
    package let reason = Value<String>(2, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(3, "An explanation for people.")
    package let lastUpdateTime = Field<Timestamp>(4, "When this was last written.")
    package let lastTransitionTime = Field<Timestamp>(5, "When `status` last changed its value.")
    package let status = Value<String>(6, "`True`, `False` or `Unknown`.", required: true)
}
package typealias CertificateSigningRequestCondition = Object<CertificateSigningRequestConditionShape>

import JSON
package import Schema

package struct ProjectedVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ProjectedVolumeSource", "Several sources in one directory.")

    package let sources = Value<[VolumeProjection]>(1, "The sources.", list: .atomic)
    package let defaultMode = Field<Int32>(2, "The permission bits of the files.", default: 420)
}
package typealias ProjectedVolumeSource = Object<ProjectedVolumeSourceShape>

package struct VolumeProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.VolumeProjection", "One source of a projected volume.",
        rules: [
            .atMostOne(["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"])
        ])

    package let secret = Field<SecretProjection>(1, "Entries of a Secret.")
    package let downwardAPI = Field<DownwardAPIProjection>(2, "Facts about the Pod.")
    package let configMap = Field<ConfigMapProjection>(3, "Entries of a ConfigMap.")
    package let serviceAccountToken = Field<ServiceAccountTokenProjection>(
        4, "A token of the Pod's service account, renewed in time.")
    package let clusterTrustBundle = Field<ClusterTrustBundleProjection>(5, "Certificates of trusted authorities.")
    package let podCertificate = Field<PodCertificateProjection>(6, "A private key and a certificate issued for the Pod.")
}
package typealias VolumeProjection = Object<VolumeProjectionShape>

package struct ConfigMapProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapProjection", "Entries of a ConfigMap as files.")

    package let name = Value<String>(1, "The ConfigMap's name.", inside: 1)
    package let items = Value<[KeyToPath]>(
        2, "The entries to take and their paths; all of them when none is given.", list: .atomic)
    package let optional = Field<Bool>(4, "Whether the Pod may start without the ConfigMap or the entries.")
}
package typealias ConfigMapProjection = Object<ConfigMapProjectionShape>

package struct SecretProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretProjection", "Entries of a Secret as files.")

    package let name = Value<String>(1, "The Secret's name.", inside: 1)
    package let items = Value<[KeyToPath]>(
        2, "The entries to take and their paths; all of them when none is given.", list: .atomic)
    package let optional = Field<Bool>(4, "Whether the Pod may start without the Secret or the entries.")
}
package typealias SecretProjection = Object<SecretProjectionShape>

package struct DownwardAPIProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.DownwardAPIProjection", "Facts about the Pod as files.")

    package let items = Value<[DownwardAPIVolumeFile]>(1, "The files.", list: .atomic)
}
package typealias DownwardAPIProjection = Object<DownwardAPIProjectionShape>

package struct ServiceAccountTokenProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ServiceAccountTokenProjection", "A token of the Pod's service account.")

    package let audience = Value<String>(1, "Whom the token is meant for; the API server when it is not given.")
    package let expirationSeconds = Field<Int64>(2, "How many seconds the token is good for; at least 600.", default: 3600)
    package let path = Value<String>(3, "The file's path below the mount.", required: true)
}
package typealias ServiceAccountTokenProjection = Object<ServiceAccountTokenProjectionShape>

package struct ClusterTrustBundleProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ClusterTrustBundleProjection", "Certificates of trusted authorities as a file.")

    package let name = Value<String>(1, "The one bundle to take.", optional: true)
    package let signerName = Value<String>(2, "The signer whose bundles to take.", optional: true)
    package let labelSelector = Field<LabelSelector>(3, "The labels of the bundles to take, together with `signerName`.")
    package let path = Value<String>(4, "The file's path below the mount.", required: true)
    package let optional = Field<Bool>(5, "Whether the Pod may start without a bundle.")
}
package typealias ClusterTrustBundleProjection = Object<ClusterTrustBundleProjectionShape>

package struct PodCertificateProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodCertificateProjection", "A private key and a certificate for the Pod.")

    package let signerName = Value<String>(1, "The signer that issues the certificate.", required: true)
    package let keyType = Value<String>(2, "The kind of key, such as `ECDSAP256` or `ED25519`.", required: true)
    package let maxExpirationSeconds = Field<Int32>(3, "How many seconds the certificate may be good for at most.")
    package let credentialBundlePath = Value<String>(4, "The file for key and chain together.")
    package let keyPath = Value<String>(5, "The file for the private key.")
    package let certificateChainPath = Value<String>(6, "The file for the certificate chain.")
    package let userAnnotations = Value<[String: String]>(7, "Facts to hand to the signer.")
}
package typealias PodCertificateProjection = Object<PodCertificateProjectionShape>

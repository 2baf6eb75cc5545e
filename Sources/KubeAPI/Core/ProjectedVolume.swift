import JSON
package import Schema

package struct ProjectedVolumeSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ProjectedVolumeSource", "A projected volume source.")

    package let sources = Value<[VolumeProjection]>(1, "The sources.", list: .atomic)
    package let defaultMode = Field<Int32>(2, "The default mode.", default: 420)
}
package typealias ProjectedVolumeSource = Object<ProjectedVolumeSourceShape>

package struct VolumeProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.VolumeProjection", "A volume projection.",
        rules: [
            .atMostOne([
                "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate",
            ])
        ])

    package let secret = Field<SecretProjection>(1, "The secret.")
    package let downwardAPI = Field<DownwardAPIProjection>(2, "The downward API.")
    package let configMap = Field<ConfigMapProjection>(3, "The config map.")
    package let serviceAccountToken = Field<ServiceAccountTokenProjection>(4, "The service account token.")
    package let clusterTrustBundle = Field<ClusterTrustBundleProjection>(5, "The cluster trust bundle.")
    package let podCertificate = Field<PodCertificateProjection>(6, "The pod certificate.")
}
package typealias VolumeProjection = Object<VolumeProjectionShape>

package struct ConfigMapProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMapProjection", "A config map projection.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let items = Value<[KeyToPath]>(2, "The items.", list: .atomic)
    package let optional = Field<Bool>(4, "The optional.")
}
package typealias ConfigMapProjection = Object<ConfigMapProjectionShape>

package struct SecretProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecretProjection", "A secret projection.")

    package let name = Value<String>(1, "The name.", inside: 1)
    package let items = Value<[KeyToPath]>(2, "The items.", list: .atomic)
    package let optional = Field<Bool>(4, "The optional.")
}
package typealias SecretProjection = Object<SecretProjectionShape>

package struct DownwardAPIProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.DownwardAPIProjection", "A downward API projection.")

    package let items = Value<[DownwardAPIVolumeFile]>(1, "The items.", list: .atomic)
}
package typealias DownwardAPIProjection = Object<DownwardAPIProjectionShape>

package struct ServiceAccountTokenProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ServiceAccountTokenProjection", "A service account token projection.")

    package let audience = Value<String>(1, "The audience.")
    package let expirationSeconds = Field<Int64>(2, "The expiration seconds.", default: 3600)
    package let path = Value<String>(3, "The path.", required: true)
}
package typealias ServiceAccountTokenProjection = Object<ServiceAccountTokenProjectionShape>

package struct ClusterTrustBundleProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ClusterTrustBundleProjection", "A cluster trust bundle projection.")

    package let name = Value<String>(1, "The name.", optional: true)
    package let signerName = Value<String>(2, "The signer name.", optional: true)
    package let labelSelector = Field<LabelSelector>(3, "The label selector.")
    package let path = Value<String>(4, "The path.", required: true)
    package let optional = Field<Bool>(5, "The optional.")
}
package typealias ClusterTrustBundleProjection = Object<ClusterTrustBundleProjectionShape>

package struct PodCertificateProjectionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodCertificateProjection", "A pod certificate projection.")

    package let signerName = Value<String>(1, "The signer name.", required: true)
    package let keyType = Value<String>(2, "The key type.", required: true)
    package let maxExpirationSeconds = Field<Int32>(3, "The max expiration seconds.")
    package let credentialBundlePath = Value<String>(4, "The credential bundle path.")
    package let keyPath = Value<String>(5, "The key path.")
    package let certificateChainPath = Value<String>(6, "The certificate chain path.")
    package let userAnnotations = Value<[String: String]>(7, "The user annotations.")
}
package typealias PodCertificateProjection = Object<PodCertificateProjectionShape>

package import Schema

package struct ServiceAccountShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceAccount", "A service account.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "serviceaccounts", singular: "serviceaccount", kind: "ServiceAccount",
        isNamespaced: true, shortNames: ["sa"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let secrets = Value<[ObjectReference]>(
        2, "The secrets.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let imagePullSecrets = Value<[LocalObjectReference]>(3, "The image pull secrets.", list: .atomic)
    package let automountServiceAccountToken = Field<Bool>(4, "The automount service account token.")
}
package typealias ServiceAccount = Object<ServiceAccountShape>

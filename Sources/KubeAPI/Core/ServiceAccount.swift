package import Schema

package struct ServiceAccountShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceAccount", "An identity for Pods.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "serviceaccounts", singular: "serviceaccount", kind: "ServiceAccount",
        isNamespaced: true, shortNames: ["sa"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let secrets = Value<[ObjectReference]>(
        2, "Secrets that Pods of this account may use, when the account limits them to these.", list: .map, mergeKeys: ["name"],
        patch: .merge, patchMergeKey: "name")
    package let imagePullSecrets = Value<[LocalObjectReference]>(
        3, "Secrets with credentials for pulling images, added to Pods of this account.", list: .atomic)
    package let automountServiceAccountToken = Field<Bool>(
        4, "Whether Pods get a token of this account mounted; a Pod can say otherwise.")
}
package typealias ServiceAccount = Object<ServiceAccountShape>

package import Schema

/// The built-in kinds that are served and stored, or answered as virtual reviews.
package enum BuiltInTypes {
    /// A kind with the schema its objects follow.
    package struct Entry: Sendable {
        package let type: ResourceType
        package let schema: ObjectSchema

        package init(type: ResourceType, schema: ObjectSchema) {
            self.type = type
            self.schema = schema
        }

        init<S: Resource>(_ shape: S.Type) { self.init(type: S.type, schema: S.shape.schema) }
    }

    /// In the order that discovery shows them: by group, then by plural.
    package static let all: [Entry] = stored + virtual

    /// Kinds whose objects are kept in the store.
    package static let stored: [Entry] = [
        Entry(ComponentStatusShape.self), Entry(ConfigMapShape.self), Entry(EndpointsShape.self), Entry(EventShape.self),
        Entry(NamespaceShape.self),
        Entry(NodeShape.self), Entry(PodShape.self), Entry(PodTemplateShape.self), Entry(SecretShape.self),
        Entry(ServiceAccountShape.self), Entry(ServiceShape.self),
        Entry(LimitRangeShape.self), Entry(PersistentVolumeClaimShape.self), Entry(PersistentVolumeShape.self),
        Entry(ReplicationControllerShape.self), Entry(ResourceQuotaShape.self),
        Entry(ControllerRevisionShape.self), Entry(DaemonSetShape.self), Entry(DeploymentShape.self),
        Entry(ReplicaSetShape.self), Entry(StatefulSetShape.self),
        Entry(CronJobShape.self), Entry(JobShape.self),
        Entry(IngressClassShape.self), Entry(IngressShape.self), Entry(NetworkPolicyShape.self),
        Entry(PodDisruptionBudgetShape.self),
        Entry(EventsEventShape.self),
        Entry(HorizontalPodAutoscalerShape.self), Entry(HorizontalPodAutoscalerV1Shape.self),
        Entry(CertificateSigningRequestShape.self), Entry(NetworkingIPAddressShape.self), Entry(ServiceCIDRShape.self),
        Entry(MutatingAdmissionPolicyShape.self), Entry(MutatingAdmissionPolicyBindingShape.self),
        Entry(MutatingWebhookConfigurationShape.self), Entry(ValidatingAdmissionPolicyShape.self),
        Entry(ValidatingAdmissionPolicyBindingShape.self), Entry(ValidatingWebhookConfigurationShape.self),
        Entry(CustomResourceDefinitionShape.self), Entry(APIServiceShape.self),
        Entry(FlowSchemaShape.self), Entry(PriorityLevelConfigurationShape.self),
        Entry(DeviceClassShape.self), Entry(DynamicResourceClaimShape.self), Entry(ResourceClaimTemplateShape.self),
        Entry(ResourceSliceShape.self),
        Entry(ClusterRoleBindingShape.self), Entry(ClusterRoleShape.self), Entry(RoleBindingShape.self),
        Entry(RoleShape.self),
        Entry(CSIDriverShape.self), Entry(CSINodeShape.self), Entry(CSIStorageCapacityShape.self),
        Entry(StorageClassShape.self), Entry(VolumeAttachmentShape.self), Entry(VolumeAttributesClassShape.self),
        Entry(RuntimeClassShape.self),
        Entry(PriorityClassShape.self),
        Entry(LeaseShape.self),
        Entry(EndpointSliceShape.self),
    ]

    /// Kinds that are only created, answered and forgotten.
    package static let virtual: [Entry] = [
        Entry(BindingShape.self),
        Entry(SelfSubjectReviewShape.self), Entry(TokenReviewShape.self),
        Entry(LocalSubjectAccessReviewShape.self), Entry(SelfSubjectAccessReviewShape.self),
        Entry(SelfSubjectRulesReviewShape.self), Entry(SubjectAccessReviewShape.self),
    ]

    /// Kinds that are only seen as the body of a subresource.
    package static let subresourceKinds: [Entry] = [
        Entry(EvictionShape.self), Entry(ScaleShape.self), Entry(TokenRequestShape.self),
    ]
}

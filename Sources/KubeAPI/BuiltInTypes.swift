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
        Entry(ConfigMapShape.self), Entry(EndpointsShape.self), Entry(EventShape.self), Entry(NamespaceShape.self),
        Entry(NodeShape.self), Entry(PodShape.self), Entry(PodTemplateShape.self), Entry(SecretShape.self),
        Entry(ServiceAccountShape.self), Entry(ServiceShape.self),
        Entry(DeploymentShape.self), Entry(ReplicaSetShape.self),
        Entry(EventsEventShape.self),
        Entry(ClusterRoleBindingShape.self), Entry(ClusterRoleShape.self), Entry(RoleBindingShape.self),
        Entry(RoleShape.self),
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

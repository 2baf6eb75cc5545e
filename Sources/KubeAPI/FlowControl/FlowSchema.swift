import JSON
package import Schema

package struct FlowSchemaShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.FlowSchema",
        "Sorts requests to the API server into flows, and says at which priority level a flow is served.")
    package static let type = ResourceType(
        group: "flowcontrol.apiserver.k8s.io", version: "v1", plural: "flowschemas", singular: "flowschema", kind: "FlowSchema",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<FlowSchemaSpec>(2, "Which requests, and where they go.", default: [:])
    package let status = Value<FlowSchemaStatus>(3, "What has become of the schema.", default: [:])
}
package typealias FlowSchema = Object<FlowSchemaShape>

package struct FlowSchemaSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.FlowSchemaSpec", "Which requests a schema takes, and where they go.")

    package let priorityLevelConfiguration = Value<PriorityLevelConfigurationReference>(
        1, "The priority level that serves the requests.", required: true)
    package let matchingPrecedence = Value<Int32>(
        2, "When several schemas take a request, the one with the lowest number here has it; 1 to 10000.", default: 1000)
    package let distinguisherMethod = Field<FlowDistinguisherMethod>(
        3, "How requests are told apart into flows that are served in turn; without it all are one flow.")
    package let rules = Value<[PolicyRulesWithSubjects]>(
        4, "Which requests the schema takes: those that fit any of the rules.", list: .atomic)
}
package typealias FlowSchemaSpec = Object<FlowSchemaSpecShape>

package struct PriorityLevelConfigurationReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationReference", "Names a priority level.")

    package let name = Value<String>(1, "Its name.", required: true)
}
package typealias PriorityLevelConfigurationReference = Object<PriorityLevelConfigurationReferenceShape>

package struct FlowDistinguisherMethodShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod", "How requests are told apart into flows.")

    package let type = Value<String>(1, "`ByUser` or `ByNamespace`.", required: true)
}
package typealias FlowDistinguisherMethod = Object<FlowDistinguisherMethodShape>

package struct PolicyRulesWithSubjectsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PolicyRulesWithSubjects", "Requests by who makes them and what they are for.")

    package let subjects = Value<[FlowcontrolSubject]>(
        1, "Who makes the request; any of them fits.", required: true, list: .atomic)
    package let resourceRules = Value<[ResourcePolicyRule]>(2, "Requests for resources; any of the rules fits.", list: .atomic)
    package let nonResourceRules = Value<[NonResourcePolicyRule]>(
        3, "Requests for other paths; any of the rules fits.", list: .atomic)
}
package typealias PolicyRulesWithSubjects = Object<PolicyRulesWithSubjectsShape>

package struct NonResourcePolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.NonResourcePolicyRule", "Requests for paths that are no resources.")

    package let verbs = Value<[String]>(1, "The verbs; `*` for all.", required: true, list: .set)
    package let nonResourceURLs = Value<[String]>(
        6, "The paths; one may end in `/*`, and `*` is all.", required: true, list: .set)
}
package typealias NonResourcePolicyRule = Object<NonResourcePolicyRuleShape>

package struct ResourcePolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.ResourcePolicyRule", "Requests for resources.")

    package let verbs = Value<[String]>(1, "The verbs; `*` for all.", required: true, list: .set)
    package let apiGroups = Value<[String]>(2, "The groups; `*` for all, empty for the core group.", required: true, list: .set)
    package let resources = Value<[String]>(
        3, "The resources, with `/` and the subresource if it is one; `*` for all.", required: true, list: .set)
    package let clusterScope = Value<Bool>(4, "Whether requests without a namespace fit.")
    package let namespaces = Value<[String]>(5, "The namespaces of requests that have one; `*` for all.", list: .set)
}
package typealias ResourcePolicyRule = Object<ResourcePolicyRuleShape>

package struct FlowcontrolSubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.Subject", "Who makes a request; the field named like `kind` says who exactly.")

    package let kind = Value<String>(1, "`User`, `Group` or `ServiceAccount`.", required: true)
    package let user = Field<UserSubject>(2, "A user.")
    package let group = Field<GroupSubject>(3, "A group of users.")
    package let serviceAccount = Field<ServiceAccountSubject>(4, "A service account.")
}
package typealias FlowcontrolSubject = Object<FlowcontrolSubjectShape>

package struct UserSubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.UserSubject", "A user.")

    package let name = Value<String>(1, "The user's name; `*` for everybody.", required: true)
}
package typealias UserSubject = Object<UserSubjectShape>

package struct GroupSubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.GroupSubject", "A group of users.")

    package let name = Value<String>(1, "The group's name; `*` for all groups.", required: true)
}
package typealias GroupSubject = Object<GroupSubjectShape>

package struct ServiceAccountSubjectShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.ServiceAccountSubject", "A service account.")

    package let namespace = Value<String>(1, "The namespace of the service account.", required: true)
    package let name = Value<String>(2, "Its name; `*` for all in the namespace.", required: true)
}
package typealias ServiceAccountSubject = Object<ServiceAccountSubjectShape>

package struct FlowSchemaStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.FlowSchemaStatus", "What has become of a flow schema.")

    package let conditions = Value<[FlowSchemaCondition]>(
        1, "Aspects of its state; `Dangling` when its priority level does not exist.", list: .map, mergeKeys: ["type"],
        patch: .merge, patchMergeKey: "type")
}
package typealias FlowSchemaStatus = Object<FlowSchemaStatusShape>

package struct FlowSchemaConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.FlowSchemaCondition", "One aspect of a flow schema's state.")

    package let type = Value<String>(1, "Which aspect this is.")
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.")
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias FlowSchemaCondition = Object<FlowSchemaConditionShape>

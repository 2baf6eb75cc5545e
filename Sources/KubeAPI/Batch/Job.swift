import JSON
package import Schema

package struct JobShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.Job", "Runs Pods until enough of them have succeeded.")
    package static let type = ResourceType(
        group: "batch", version: "v1", plural: "jobs", singular: "job", kind: "Job", isNamespaced: true, categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<JobSpec>(2, "What the Job shall do.", default: [:])
    package let status = Value<JobStatus>(3, "How far the Job has come.", default: [:])
}
package typealias Job = Object<JobShape>

package struct JobSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.JobSpec", "What a Job shall do.")

    package let parallelism = Field<Int32>(1, "How many Pods may run at a time.")
    package let completions = Field<Int32>(2, "How many Pods must succeed; with none given, one success is enough.")
    package let activeDeadlineSeconds = Field<Int64>(3, "Seconds after its start when the Job is ended as failed.")
    package let selector = Field<LabelSelector>(
        4, "The labels of the Pods that belong to it; made by the server unless `manualSelector` is set.")
    package let manualSelector = Field<Bool>(5, "Whether `selector` is the user's own. It must then match no other Job's Pods.")
    package let template = Value<PodTemplateSpec>(
        6, "The Pods to make; `restartPolicy` must be `Never` or `OnFailure`.", required: true)
    package let backoffLimit = Field<Int32>(7, "How many failures there may be before the Job has failed.")
    package let ttlSecondsAfterFinished = Field<Int32>(
        8, "Seconds after its end when the Job is deleted; it is kept when this is not given.")
    package let completionMode = Value<String>(
        9, "`NonIndexed` counts successes, `Indexed` needs one for every number from 0 on.", optional: true)
    package let suspend = Field<Bool>(10, "Ends the Job's Pods and makes no new ones until it is taken back.")
    package let podFailurePolicy = Field<PodFailurePolicy>(11, "What becomes of the Job when a Pod fails, by how it failed.")
    package let backoffLimitPerIndex = Field<Int32>(12, "How many failures each index may have before it has failed.")
    package let maxFailedIndexes = Field<Int32>(13, "How many indexes may fail before the Job has failed.")
    package let podReplacementPolicy = Value<String>(
        14, "When a Pod is replaced: `TerminatingOrFailed` as soon as it ends, `Failed` once it has ended.", optional: true)
    package let managedBy = Value<String>(
        15, "The controller that runs the Job, when it is not the built-in one; cannot change.", optional: true)
    package let successPolicy = Field<SuccessPolicy>(16, "When the Job has succeeded before all of its indexes have.")
}
package typealias JobSpec = Object<JobSpecShape>

package struct PodFailurePolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.PodFailurePolicy", "What becomes of a Job when a Pod fails.")

    package let rules = Value<[PodFailurePolicyRule]>(
        1, "The rules; the first that matches counts.", required: true, list: .atomic)
}
package typealias PodFailurePolicy = Object<PodFailurePolicyShape>

package struct PodFailurePolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.batch.v1.PodFailurePolicyRule", "What becomes of a Job when a Pod fails in one way.")

    package let action = Value<String>(
        1, "`FailJob`, `FailIndex`, `Ignore` (start again without counting) or `Count`.", required: true)
    package let onExitCodes = Field<PodFailurePolicyOnExitCodesRequirement>(2, "Matches by the exit codes of the containers.")
    package let onPodConditions = Value<[PodFailurePolicyOnPodConditionsPattern]>(
        3, "Matches when the Pod has any of these conditions.", list: .atomic)
}
package typealias PodFailurePolicyRule = Object<PodFailurePolicyRuleShape>

package struct PodFailurePolicyOnExitCodesRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement", "Matches Pods by the exit codes of their containers.")

    package let containerName = Value<String>(1, "The container that counts; any when it is not given.", optional: true)
    package let `operator` = Value<String>(2, "`In` or `NotIn`.", required: true)
    package let values = Value<[Int32]>(3, "The exit codes; at least one, and no 0 with `In`.", required: true, list: .set)
}
package typealias PodFailurePolicyOnExitCodesRequirement = Object<PodFailurePolicyOnExitCodesRequirementShape>

package struct PodFailurePolicyOnPodConditionsPatternShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern", "Matches Pods by a condition.")

    package let type = Value<String>(1, "The condition's type.", required: true)
    package let status = Value<String>(2, "The condition's status.")
}
package typealias PodFailurePolicyOnPodConditionsPattern = Object<PodFailurePolicyOnPodConditionsPatternShape>

package struct SuccessPolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.SuccessPolicy", "When a Job has succeeded early.")

    package let rules = Value<[SuccessPolicyRule]>(1, "The rules; one that is met is enough.", required: true, list: .atomic)
}
package typealias SuccessPolicy = Object<SuccessPolicyShape>

package struct SuccessPolicyRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.batch.v1.SuccessPolicyRule", "Some of the indexes must have succeeded.")

    package let succeededIndexes = Value<String>(1, "The indexes that must have succeeded, such as `0,3-5`.", optional: true)
    package let succeededCount = Field<Int32>(2, "How many of these indexes, or of all, must have succeeded.")
}
package typealias SuccessPolicyRule = Object<SuccessPolicyRuleShape>

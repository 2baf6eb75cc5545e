package import Schema

package struct JobStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.JobStatus", "How far a Job has come.")

    package let conditions = Value<[JobCondition]>(
        1, "Whether it is complete, has failed or is suspended.", list: .atomic, patch: .merge, patchMergeKey: "type")
    package let startTime = Field<Timestamp>(2, "When the Job was started, or last taken up again.")
    package let completionTime = Field<Timestamp>(3, "When the Job succeeded.")
    package let active = Value<Int32>(4, "Pods that run or wait.")
    package let succeeded = Value<Int32>(5, "Pods that have succeeded.")
    package let failed = Value<Int32>(6, "Pods that have failed.")
    package let completedIndexes = Value<String>(7, "The indexes that have succeeded, such as `0,3-5`.")
    package let uncountedTerminatedPods = Field<UncountedTerminatedPods>(8, "Pods that have ended and are not counted yet.")
    package let ready = Field<Int32>(9, "Pods that are ready.")
    package let failedIndexes = Value<String>(10, "The indexes that have failed, such as `0,3-5`.", optional: true)
    package let terminating = Field<Int32>(11, "Pods that are ending.")
}
package typealias JobStatus = Object<JobStatusShape>

package struct JobConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.JobCondition", "One aspect of a Job's state.")

    package let type = Value<String>(
        1, "`Complete`, `Failed`, `Suspended`, `FailureTarget` or `SuccessCriteriaMet`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastProbeTime = Field<Timestamp>(3, "When it was last looked at.")
    package let lastTransitionTime = Field<Timestamp>(4, "When `status` last changed its value.")
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(6, "An explanation for people.")
}
package typealias JobCondition = Object<JobConditionShape>

package struct UncountedTerminatedPodsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.batch.v1.UncountedTerminatedPods", "Pods of a Job that have ended and are not counted yet.")

    package let succeeded = Value<[String]>(1, "The uids of those that succeeded.", list: .set)
    package let failed = Value<[String]>(2, "The uids of those that failed.", list: .set)
}
package typealias UncountedTerminatedPods = Object<UncountedTerminatedPodsShape>

import JSON
package import Schema

package struct CronJobShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.CronJob", "Starts a Job again and again, at given times.")
    package static let type = ResourceType(
        group: "batch", version: "v1", plural: "cronjobs", singular: "cronjob", kind: "CronJob", isNamespaced: true,
        shortNames: ["cj"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<CronJobSpec>(2, "What is started, and when.", required: true, default: [:])
    package let status = Value<CronJobStatus>(3, "What has been started.", default: [:])
}
package typealias CronJob = Object<CronJobShape>

package struct CronJobSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.CronJobSpec", "What a CronJob starts, and when.")

    package let schedule = Value<String>(
        1, "When, as five cron fields: minute, hour, day of the month, month, day of the week.", required: true)
    package let startingDeadlineSeconds = Field<Int64>(2, "How many seconds late a Job may still be started.")
    package let concurrencyPolicy = Value<String>(
        3, "When the last Job still runs: `Allow` starts another, `Forbid` skips it, `Replace` ends the old one.",
        default: "Allow")
    package let suspend = Field<Bool>(4, "Starts nothing more until it is taken back.", default: false)
    package let jobTemplate = Value<JobTemplateSpec>(5, "The Job to start.", required: true, default: [:])
    package let successfulJobsHistoryLimit = Field<Int32>(6, "How many Jobs that succeeded are kept.", default: 3)
    package let failedJobsHistoryLimit = Field<Int32>(7, "How many Jobs that failed are kept.", default: 1)
    package let timeZone = Value<String>(
        8, "The time zone of the schedule, such as `Europe/Berlin`; that of the controller when it is not given.", optional: true)
}
package typealias CronJobSpec = Object<CronJobSpecShape>

package struct JobTemplateSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.JobTemplateSpec", "What Jobs made from a template are like.")

    package let metadata = Value<ObjectMeta>(1, "Labels and annotations for the Jobs.", default: [:])
    package let spec = Value<JobSpec>(2, "What the Jobs shall do.", default: [:])
}
package typealias JobTemplateSpec = Object<JobTemplateSpecShape>

package struct CronJobStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.batch.v1.CronJobStatus", "What a CronJob has started.")

    package let active = Value<[ObjectReference]>(1, "The Jobs that run.", list: .atomic)
    package let lastScheduleTime = Field<Timestamp>(4, "When a Job was last started.")
    package let lastSuccessfulTime = Field<Timestamp>(5, "When a Job last succeeded.")
}
package typealias CronJobStatus = Object<CronJobStatusShape>

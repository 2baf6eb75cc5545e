import JSON
import KubeAPI
import Schema

extension Columns {
    static let jobs = TableColumns(
        columns: [
            name, column("Status", "Whether the Job runs, is complete or has failed."),
            column("Completions", "Pods that have succeeded, of how many must."),
            column("Duration", "How long the Job ran, or has run so far."), age,
        ] + podColumns,
        cells: { object, now in
            let job = Job(json: object)
            let pods = job.spec.template.spec
            return [
                .string(job.name), .string(status(job)), .string(completions(job)), .string(duration(job, now)),
                CellText.age(job.metadata, now), CellText.containers(pods), CellText.images(pods),
                CellText.selector(job.spec.selector),
            ]
        })

    private static func status(_ job: Job) -> String {
        let met = Set(job.status.conditions.filter { $0.status == "True" }.map(\.type))
        for outcome in ["Complete", "Failed"] where met.contains(outcome) { return outcome }
        if job.isBeingDeleted { return "Terminating" }
        return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].first(where: met.contains) ?? "Running"
    }

    private static func completions(_ job: Job) -> String {
        let succeeded = job.status.succeeded
        if let completions = job.spec.completions { return "\(succeeded)/\(completions)" }
        let parallelism = job.spec.parallelism ?? 0
        return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
    }

    private static func duration(_ job: Job, _ now: Timestamp) -> String {
        guard let start = job.status.startTime else { return "" }
        return HumanDuration.since(start, now: job.status.completionTime ?? now)
    }

    static let cronJobs = TableColumns(
        columns: [
            name, column("Schedule", "When Jobs are started, as cron fields."),
            column("Timezone", "The time zone of the schedule."),
            column("Suspend", "Whether it is held back.", type: "boolean"),
            column("Active", "How many of its Jobs run.", type: "integer"),
            column("Last Schedule", "How long ago a Job was last started."), age,
        ] + podColumns,
        cells: { object, now in
            let cron = CronJob(json: object)
            let job = cron.spec.jobTemplate.spec
            let last = cron.status.lastScheduleTime
            return [
                .string(cron.name), .string(cron.spec.schedule), CellText.orNone(cron.spec.timeZone),
                .string(cron.spec.suspend.map { $0 ? "True" : "False" } ?? "<unset>"),
                .int(Int64(cron.status.active.count)),
                .string(last.map { HumanDuration.since($0, now: now) } ?? CellText.none),
                CellText.age(cron.metadata, now), CellText.containers(job.template.spec),
                CellText.images(job.template.spec), CellText.selector(job.selector),
            ]
        })

    static let podDisruptionBudgets = TableColumns(
        columns: [
            name, column("Min Available", "How many Pods must stay healthy."),
            column("Max Unavailable", "How many Pods may be missing."),
            column("Allowed Disruptions", "How many Pods may be evicted now.", type: "integer"), age,
        ],
        cells: { object, now in
            let budget = PodDisruptionBudget(json: object)
            return [
                .string(budget.name), share(budget.spec.minAvailable), share(budget.spec.maxUnavailable),
                budget.status.disruptionsAllowed.json, CellText.age(budget.metadata, now),
            ]
        })

    private static func share(_ value: IntOrString?) -> JSONValue {
        switch value {
        case .int(let count)?: .string("\(count)")
        case .string(let text)?: .string(text)
        case nil: "N/A"
        }
    }
}

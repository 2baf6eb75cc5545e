import JSON

/// CronJobs: defaults and checks.
enum CronJobRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: .emptyObject)
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                spec.edit("jobTemplate") { job in
                    job.edit("spec") { jobSpec in
                        JobRules.applyFailurePolicyDefaults(&jobSpec)
                        jobSpec.edit("template", PodDefaults.apply(toTemplate:))
                    }
                }
            }
        }
        rules.check(statusPasses: []) { CronJobValidation.check($0, $1, into: &$2) }
        rules.warnings = { job, old in
            let names = old == nil ? PodWarnings.nameOfOwner(job) : []
            let schedule =
                job.text(path: "spec", "schedule").contains("TZ")
                ? [
                    "CRON_TZ or TZ used in spec.schedule is not officially supported, see "
                        + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
                ] : []
            return names + PodWarnings.template("spec.jobTemplate.spec.template", job, old) + schedule
        }
        return rules
    }()
}

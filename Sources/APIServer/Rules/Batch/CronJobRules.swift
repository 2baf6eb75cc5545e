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
        rules.check { CronJobValidation.check($0, $1, into: &$2) }
        return rules
    }()
}

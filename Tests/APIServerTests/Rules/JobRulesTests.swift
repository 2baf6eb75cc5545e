import JSON
import TestSupport
import Testing

@testable import APIServer

@Suite struct JobRulesTests {
    private let jobs = KindRules("jobs.batch")
    private let cronJobs = KindRules("cronjobs.batch")

    private func job(_ spec: String = "", pod: String = #""restartPolicy":"Never""#) -> String {
        #"{"metadata":{"name":"j","uid":"u-1"},"spec":{\#(spec.isEmpty ? "" : spec + ",")"#
            + #""template":{"spec":{\#(pod.isEmpty ? "" : pod + ",")"containers":[{"name":"c","image":"i"}]}}}}"#
    }

    private func cronJob(_ spec: String) -> String {
        #"{"metadata":{"name":"c"},"spec":{\#(spec),"jobTemplate":{"spec":{"template":{"spec":"#
            + #"{"restartPolicy":"OnFailure","containers":[{"name":"c","image":"i"}]}}}}}}"#
    }

    @Test func selectorAndLabelsAreMadeFromNameAndUid() {
        let made = jobs.stored(job())
        let labels: JSONValue = [
            "batch.kubernetes.io/controller-uid": "u-1", "batch.kubernetes.io/job-name": "j", "controller-uid": "u-1",
            "job-name": "j",
        ]
        #expect(made[path: "spec", "selector"] == ["matchLabels": ["batch.kubernetes.io/controller-uid": "u-1"]])
        for key in labels.objectValue?.members.map(\.key) ?? [] {
            #expect(made[path: "spec", "template", "metadata", "labels", key] == labels[key])
        }
        #expect(jobs.errors(job()) == [])
    }

    @Test func selectorOfOnesOwnIsRefusedUnlessItIsManual() {
        let text = job(#""selector":{"matchLabels":{"a":"b"}}"#)
        #expect(
            jobs.errors(text).contains {
                $0.hasPrefix("spec.selector: Invalid value: ") && $0.hasSuffix("`selector` not auto-generated")
            })
        let manual =
            #"{"metadata":{"name":"j","uid":"u"},"spec":{"manualSelector":true,"selector":{"matchLabels":{"a":"b"}},"#
            + #""template":{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}"#
        #expect(jobs.errors(manual) == [])
    }

    @Test func defaultsDependOnWhatIsGiven() {
        let plain = jobs.stored(job())
        #expect(plain[path: "spec", "completions"] == 1)
        #expect(plain[path: "spec", "parallelism"] == 1)
        #expect(plain[path: "spec", "backoffLimit"] == 6)
        #expect(plain[path: "spec", "podReplacementPolicy"] == "TerminatingOrFailed")
        #expect(jobs.stored(job(#""parallelism":2"#))[path: "spec", "completions"] == nil)
        let indexed = jobs.stored(job(#""completionMode":"Indexed","completions":2,"backoffLimitPerIndex":1"#))
        #expect(indexed[path: "spec", "backoffLimit"] == 2_147_483_647)
    }

    @Test func podsOfAJobMustEnd() {
        #expect(
            jobs.errors(job(pod: "")) == [
                #"spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never""#
            ])
        let policy = #""podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]}"#
        #expect(
            jobs.errors(job(policy, pod: #""restartPolicy":"OnFailure""#)) == [
                #"spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified"#
            ])
        #expect(jobs.errors(job(policy)) == [])
    }

    @Test func indexedJobsHaveLimits() {
        #expect(
            jobs.errors(job(#""completionMode":"Indexed","parallelism":1"#))
                == ["spec.completions: Required value: when completion mode is Indexed"])
        #expect(
            jobs.errors(job(#""completionMode":"Indexed","completions":3,"parallelism":100001"#)) == [
                "spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed"
            ])
        #expect(
            jobs.errors(job(#""maxFailedIndexes":1"#)) == [
                "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified",
                "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode",
            ])
    }

    @Test func littleOfAJobCanChange() {
        let old = jobs.stored(job())
        #expect(jobs.change(old) { $0[path: ["spec", "parallelism"]] = 3 }.errors == [])
        #expect(jobs.change(old) { $0[path: ["spec", "suspend"]] = true }.errors == [])
        #expect(
            jobs.change(old) { $0[path: ["spec", "completions"]] = 3 }.errors
                == ["spec.completions: Invalid value: 3: field is immutable"])
        let template = jobs.change(old) { $0[path: ["spec", "template", "spec", "priorityClassName"]] = "high" }.errors
        #expect(template.count == 1)
        #expect(template.first?.hasPrefix("spec.template: Invalid value: {\"labels\":{\"batch.kubernetes.io/") == true)
        #expect(template.first?.contains("},\"Spec\":{\"Volumes\":null,\"InitContainers\":null,") == true)
        #expect(template.first?.hasSuffix(": field is immutable") == true)
        let suspended = jobs.stored(job(#""suspend":true"#))
        #expect(jobs.change(suspended) { $0[path: ["spec", "template", "spec", "nodeSelector"]] = ["a": "b"] }.errors == [])
    }

    @Test func suspendedJobWithoutPodsMayNeedSomethingElse() {
        func change(_ status: JSONValue, _ place: [String], _ value: JSONValue) -> [String] {
            var old = jobs.stored(job(#""suspend":true"#))
            old["status"] = status
            return jobs.change(old) { job in
                job.edit("spec") { spec in
                    spec.edit("template") { template in
                        template.edit("spec") { pod in pod.editEach("containers") { $0[path: place] = value } }
                    }
                }
            }.errors
        }
        let suspended: JSONValue = [
            "conditions": [["type": "Suspended", "status": "True"]], "startTime": "2030-01-01T00:00:00Z",
        ]
        let resources = ["resources", "requests", "cpu"]
        #expect(change(suspended, resources, "2") == [])
        let image = change(suspended, ["image"], "other")
        #expect(image.map { $0.prefix(35) } == ["spec.template.spec: Invalid value: "])
        var busy = suspended
        busy["active"] = 1
        for status in [.emptyObject, busy] {
            #expect(change(status, resources, "2").map { $0.prefix(30) } == ["spec.template: Invalid value: "])
        }
    }

    @Test func indexedJobGrowsWithItsParallelism() {
        let old = jobs.stored(job(#""completionMode":"Indexed","completions":2,"parallelism":2"#))
        let both = jobs.change(old) {
            $0[path: ["spec", "completions"]] = 4
            $0[path: ["spec", "parallelism"]] = 4
        }
        #expect(both.errors == [])
        #expect(
            jobs.change(old) { $0[path: ["spec", "completions"]] = 4 }.errors
                == ["spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism"])
    }

    @Test(arguments: [
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"), ("@nope", "unrecognized descriptor: @nope"),
    ])
    func badSchedulesAreRefused(_ schedule: String, _ reason: String) {
        #expect(
            cronJobs.errors(cronJob(#""schedule":"\#(schedule)""#))
                == [#"spec.schedule: Invalid value: "\#(schedule)": \#(reason)"#])
    }

    @Test(arguments: ["*/5 * * * *", "0 9 * * mon-fri", "@daily", "@every 1h30m", "1,5-10/2 0 1 JAN ?"])
    func goodSchedulesAreTaken(_ schedule: String) {
        #expect(cronJobs.errors(cronJob(#""schedule":"\#(schedule)""#)) == [])
    }

    @Test func timeZoneHasItsOwnField() {
        #expect(
            cronJobs.errors(cronJob(#""schedule":"TZ=UTC 0 0 * * *""#)) == [
                #"spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead"#
            ])
        #expect(
            cronJobs.errors(cronJob(#""schedule":"0 0 * * *","timeZone":"""#))
                == [#"spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string"#])
        #expect(
            cronJobs.errors(cronJob(#""schedule":"0 0 * * *","timeZone":"Mars/../x""#))
                == [#"spec.timeZone: Invalid value: "Mars/../x": unknown time zone Mars/../x"#])
        #expect(cronJobs.errors(cronJob(#""schedule":"0 0 * * *","timeZone":"UTC""#)) == [])
    }

    @Test func jobIsServedWithItsGeneratedSelector() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/batch/v1/namespaces/default/jobs"
            let object = tree(job().replacing(#","uid":"u-1""#, with: ""))
            let made = try await cluster.send("POST", path, object)
            #expect(made.status == 201)
            let uid = made.body[path: "metadata", "uid"]
            #expect(uid != nil)
            #expect(
                made.body[path: "spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"] == uid)
            let status = try await cluster.send(
                "PATCH", "\(path)/j/status", ["status": ["active": 1], "spec": ["parallelism": 9]],
                contentType: "application/merge-patch+json")
            #expect(status.status == 200)
            #expect(status.body[path: "status", "active"] == 1)
            #expect(status.body[path: "spec", "parallelism"] == 1)
        }
    }
}

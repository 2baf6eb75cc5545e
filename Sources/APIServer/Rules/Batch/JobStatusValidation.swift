import JSON
import Schema

/// The checks of what a Job controller writes into a Job's status.
enum JobStatusValidation {
    private struct State {
        let status: JSONValue
        let met: Set<String>

        init(_ job: JSONValue) {
            status = job["status"] ?? .emptyObject
            met = Set(status.list("conditions").filter { $0.text("status") == "True" }.map { $0.text("type") })
        }

        var isComplete: Bool { met.contains("Complete") }
        var hasFailed: Bool { met.contains("Failed") }
        var isFinished: Bool { isComplete || hasFailed }
        var meetsSuccess: Bool { met.contains("SuccessCriteriaMet") }
        func count(_ key: String) -> Int64 { status[key]?.intValue ?? 0 }
        func time(_ key: String) -> Timestamp? { status[key].flatMap(Timestamp.init(json:)) }
    }

    static func check(_ job: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        let state = State(job)
        let before = State(old)
        for key in ["active", "succeeded", "failed", "ready", "terminating"] {
            errors.checkNotNegative("status.\(key)", state.status[key])
        }
        checkUncounted(state, &errors)
        checkConditions(state, &errors)
        checkTimes(state, before, job, &errors)
        checkIndexes(state, job["spec"] ?? .emptyObject, &errors)
        for outcome in ["Failed", "Complete", "FailureTarget"] where before.met.contains(outcome) && !state.met.contains(outcome)
        {
            errors.invalid("status.conditions", "cannot disable the terminal \(outcome)=True condition")
        }
        for key in ["failed", "succeeded"] where state.count(key) < before.count(key) {
            errors.invalid("status.\(key)", .int(state.count(key)), "cannot decrease the \(key) counter")
        }
        if before.meetsSuccess, !state.meetsSuccess {
            errors.invalid("status.conditions", "cannot disable the SuccessCriteriaMet=True condition")
        }
        if before.isComplete, !before.meetsSuccess, state.meetsSuccess {
            errors.invalid(
                "status.conditions", "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions")
        }
    }

    private static func checkUncounted(_ state: State, _ errors: inout FieldErrors) {
        let pods = state.status["uncountedTerminatedPods"].orNull
        var known: Set<String> = []
        for key in ["succeeded", "failed"] {
            for (index, uid) in pods.texts(key).enumerated() {
                let path = "status.uncountedTerminatedPods.\(key)[\(index)]"
                if uid.isEmpty {
                    errors.invalid(path, "", "must not be empty")
                } else if !known.insert(uid).inserted {
                    errors.duplicate(path, .string(uid))
                }
            }
        }
        if state.isFinished, !known.isEmpty {
            errors.invalid(
                "status.uncountedTerminatedPods", pods, "uncountedTerminatedPods needs to be empty for finished job")
        }
    }

    private static func checkConditions(_ state: State, _ errors: inout FieldErrors) {
        let met = state.met
        let refused: [(Bool, String)] = [
            (state.isComplete && state.hasFailed, "cannot set Complete=True and Failed=true conditions"),
            (
                state.isComplete && met.contains("FailureTarget"),
                "cannot set Complete=True and FailureTarget=true conditions"
            ),
            (
                state.hasFailed && !met.contains("FailureTarget"),
                "cannot set Failed=True condition without the FailureTarget=true condition"
            ),
            (
                state.isComplete && !state.meetsSuccess,
                "cannot set Complete=True condition without the SuccessCriteriaMet=true condition"
            ),
            (state.meetsSuccess && state.hasFailed, "cannot set SuccessCriteriaMet=True and Failed=true conditions"),
            (
                state.meetsSuccess && met.contains("FailureTarget"),
                "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions"
            ),
        ]
        for (isRefused, text) in refused where isRefused { errors.invalid("status.conditions", text) }
        guard state.isFinished else { return }
        for key in ["active", "terminating"] where state.count(key) > 0 {
            errors.invalid("status.\(key)", .int(state.count(key)), "\(key)>0 is invalid for finished job")
        }
    }

    private static func checkTimes(_ state: State, _ before: State, _ job: JSONValue, _ errors: inout FieldErrors) {
        let path = "status.completionTime"
        let start = state.time("startTime")
        let end = state.time("completionTime")
        let shown = state.status["completionTime"].orNull
        if end != nil, !state.isComplete {
            errors.invalid(path, shown, "cannot set completionTime when there is no Complete=True condition")
        }
        if end == nil, state.isComplete { errors.required(path, "completionTime is required for Complete jobs") }
        if let start, let end, end.microseconds < start.microseconds {
            errors.invalid(path, shown, "completionTime cannot be set before startTime")
        }
        if start == nil, state.isFinished { errors.required("status.startTime", "startTime is required for finished job") }
        if end != nil, let earlier = before.time("completionTime"), earlier != end {
            errors.invalid(path, shown, "completionTime cannot be mutated")
        }
        if let earlier = before.time("startTime"), earlier != start, job[path: "spec", "suspend"]?.boolValue != true {
            errors.required("status.startTime", "startTime cannot be removed for unsuspended job")
        }
        let ready = state.count("ready")
        if ready > state.count("active") {
            errors.invalid("status.ready", .int(ready), "cannot set more ready pods than active")
        }
    }

    private static func checkIndexes(_ state: State, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let completed = state.status.text("completedIndexes")
        let failed = state.status["failedIndexes"]?.stringValue
        if !completed.isEmpty, spec.text("completionMode") != "Indexed" {
            errors.invalid(
                "status.completedIndexes", .string(completed),
                "cannot set non-empty completedIndexes when non-indexed completion mode")
        }
        if let failed, !spec.has("backoffLimitPerIndex") {
            errors.invalid(
                "status.failedIndexes", .string(failed), "cannot set non-null failedIndexes when backoffLimitPerIndex is null")
        }
        guard let completions = spec["completions"]?.intValue else { return }
        for (key, text) in [("completedIndexes", completed), ("failedIndexes", failed ?? "")] {
            do throws(IndexIntervals.Failure) {
                _ = try IndexIntervals.count(text, below: completions)
            } catch {
                errors.invalid("status.\(key)", .string(text), "error parsing \(key): \(error.reason)")
            }
        }
    }
}

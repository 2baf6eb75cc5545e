import JSON
import Schema

/// The checks of what a Job controller writes into a Job's status. What an earlier status got wrong is not held against a
/// change of something else.
struct JobStatusValidation {
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
        var isFailing: Bool { met.contains("FailureTarget") }
        func count(_ key: String) -> Int64 { status[key]?.intValue ?? 0 }
        func time(_ key: String) -> Timestamp? { status[key].flatMap(Timestamp.init(json:)) }
    }

    private let spec: JSONValue
    private let state: State
    private let before: State
    private var errors: FieldErrors

    static func check(_ job: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        var validation = JobStatusValidation(
            spec: job["spec"] ?? .emptyObject, state: State(job), before: State(old), errors: errors)
        validation.checkCounts()
        validation.checkOutcome()
        validation.checkFinished()
        validation.checkIndexes()
        validation.checkSuccess()
        validation.checkChange()
        errors = validation.errors
    }

    private func hasChanged(_ keys: String...) -> Bool {
        keys.contains { state.status[$0].orNull != before.status[$0].orNull }
    }

    private mutating func refuseConditions(_ reason: String) { errors.invalid("status.conditions", reason) }

    private mutating func checkCounts() {
        for key in ["active", "succeeded", "failed", "ready", "terminating"] {
            errors.checkNotNegative("status.\(key)", state.status[key])
        }
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
    }

    private mutating func checkOutcome() {
        let completes = state.isComplete != before.isComplete
        let fails = state.hasFailed != before.hasFailed
        if completes || fails, state.isComplete, state.hasFailed {
            refuseConditions("cannot set Complete=True and Failed=true conditions")
        }
        if completes || state.isFailing != before.isFailing, state.isComplete, state.isFailing {
            refuseConditions("cannot set Complete=True and FailureTarget=true conditions")
        }
        let path = "status.completionTime"
        let shown = state.status["completionTime"].orNull
        let (start, end) = (state.time("startTime"), state.time("completionTime"))
        if completes || hasChanged("completionTime") {
            if end != nil, !state.isComplete {
                errors.invalid(path, shown, "cannot set completionTime when there is no Complete=True condition")
            }
            if end == nil, state.isComplete { errors.required(path, "completionTime is required for Complete jobs") }
        }
        if hasChanged("startTime", "completionTime"), let start, let end, end.microseconds < start.microseconds {
            errors.invalid(path, shown, "completionTime cannot be set before startTime")
        }
        if fails || hasChanged("failedIndexes"), state.hasFailed, !state.isFailing {
            refuseConditions("cannot set Failed=True condition without the FailureTarget=true condition")
        }
        if completes || state.meetsSuccess != before.meetsSuccess, state.isComplete, !state.meetsSuccess {
            refuseConditions("cannot set Complete=True condition without the SuccessCriteriaMet=true condition")
        }
    }

    private mutating func checkFinished() {
        let finishes = state.isFinished != before.isFinished
        guard state.isFinished else { return }
        if finishes || hasChanged("active"), state.count("active") > 0 {
            errors.invalid("status.active", .int(state.count("active")), "active>0 is invalid for finished job")
        }
        if finishes || hasChanged("startTime"), state.time("startTime") == nil {
            errors.required("status.startTime", "startTime is required for finished job")
        }
        let pods = state.status["uncountedTerminatedPods"].orNull
        if finishes || hasChanged("uncountedTerminatedPods"), !(pods.list("succeeded") + pods.list("failed")).isEmpty {
            errors.invalid(
                "status.uncountedTerminatedPods", pods, "uncountedTerminatedPods needs to be empty for finished job")
        }
    }

    // MARK: Indexes

    private mutating func checkIndexes() {
        let completed = state.status.text("completedIndexes")
        let failed = state.status["failedIndexes"]?.stringValue
        let completions = spec["completions"]?.intValue
        let (changesCompleted, changesFailed) = (hasChanged("completedIndexes"), hasChanged("failedIndexes"))
        let hasLimit = spec.has("backoffLimitPerIndex")
        if let completions {
            if changesCompleted { checkForm("completedIndexes", completed, completions) }
            if changesFailed, hasLimit, let failed { checkForm("failedIndexes", failed, completions) }
        }
        if changesCompleted, !completed.isEmpty, spec.text("completionMode") != "Indexed" {
            errors.invalid(
                "status.completedIndexes", .string(completed),
                "cannot set non-empty completedIndexes when non-indexed completion mode")
        }
        if changesFailed, let failed, !hasLimit {
            errors.invalid(
                "status.failedIndexes", .string(failed), "cannot set non-null failedIndexes when backoffLimitPerIndex is null")
        }
        if changesFailed || changesCompleted, let failed, let completions { checkOverlap(completed, failed, completions) }
        let finishes = state.isFinished != before.isFinished
        if finishes || hasChanged("terminating"), state.isFinished, state.count("terminating") > 0 {
            errors.invalid(
                "status.terminating", .int(state.count("terminating")), "terminating>0 is invalid for finished job")
        }
        let ready = state.count("ready")
        if hasChanged("ready", "active"), ready > state.count("active") {
            errors.invalid("status.ready", .int(ready), "cannot set more ready pods than active")
        }
    }

    private mutating func checkForm(_ key: String, _ text: String, _ completions: Int64) {
        do throws(IndexIntervals.Failure) {
            _ = try IndexIntervals.count(text, below: completions)
        } catch {
            errors.invalid("status.\(key)", .string(text), "error parsing \(key): \(error.reason)")
        }
    }

    private mutating func checkOverlap(_ completed: String, _ failed: String, _ completions: Int64) {
        guard let done = try? IndexIntervals.intervals(completed, below: completions),
            let lost = try? IndexIntervals.intervals(failed, below: completions)
        else { return }
        for interval in lost {
            guard let index = done.lazy.filter({ $0.overlaps(interval) }).map({ max($0.lowerBound, interval.lowerBound) }).first
            else { continue }
            return errors.invalid(
                "status.failedIndexes", .string(failed), "failedIndexes and completedIndexes overlap at index: \(index)")
        }
    }

    // MARK: Success and changes

    private mutating func checkSuccess() {
        guard state.meetsSuccess else {
            if spec.has("successPolicy"), state.isComplete {
                refuseConditions("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True")
            }
            return
        }
        if state.hasFailed { refuseConditions("cannot set SuccessCriteriaMet=True and Failed=true conditions") }
        if state.isFailing { refuseConditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions") }
    }

    private mutating func checkChange() {
        for outcome in ["Failed", "Complete", "FailureTarget"] where before.met.contains(outcome) && !state.met.contains(outcome)
        {
            refuseConditions("cannot disable the terminal \(outcome)=True condition")
        }
        // A Job that shrinks may have fewer Pods that succeeded.
        let isElastic = spec.text("completionMode") == "Indexed" && spec["completions"] == spec["parallelism"]
        for key in ["failed", "succeeded"] where state.count(key) < before.count(key) && !(key == "succeeded" && isElastic) {
            errors.invalid("status.\(key)", .int(state.count(key)), "cannot decrease the \(key) counter")
        }
        if let end = state.time("completionTime"), let earlier = before.time("completionTime"), earlier != end {
            errors.invalid(
                "status.completionTime", state.status["completionTime"].orNull, "completionTime cannot be mutated")
        }
        if let earlier = before.time("startTime"), earlier != state.time("startTime"), spec["suspend"]?.boolValue != true {
            errors.required("status.startTime", "startTime cannot be removed for unsuspended job")
        }
        if before.meetsSuccess, !state.meetsSuccess {
            refuseConditions("cannot disable the SuccessCriteriaMet=True condition")
        }
        if before.isComplete, !before.meetsSuccess, state.meetsSuccess {
            refuseConditions("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions")
        }
    }
}

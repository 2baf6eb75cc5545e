import Glibc
import JSON
import KubeAPI

/// The checks of CronJobs.
enum CronJobValidation {
    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        let oldSpec = old?["spec"]
        checkSchedule(spec, oldSpec, &errors)
        errors.checkNotNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"])
        if oldSpec == nil || oldSpec?["timeZone"] != spec["timeZone"], let zone = spec["timeZone"]?.stringValue {
            checkZone("spec.timeZone", zone, &errors)
        }
        errors.checkRequiredOneOf(
            "spec.concurrencyPolicy", spec.text("concurrencyPolicy"), ["Allow", "Forbid", "Replace"])
        checkTemplate(spec[path: "jobTemplate", "spec"] ?? .emptyObject, &errors)
        for key in ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            errors.checkNotNegative("spec.\(key)", spec[key])
        }
        let name = object.text(path: "metadata", "name")
        // The time is added to the name of each Job.
        if old == nil, name.utf8.count > 52 {
            errors.invalid("metadata.name", .string(name), "must be no more than 52 characters")
        }
    }

    private static func checkSchedule(_ spec: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let path = "spec.schedule"
        let schedule = spec.text("schedule")
        guard !schedule.isEmpty else { return errors.required(path) }
        do throws(CronSchedule.Failure) {
            _ = try CronSchedule(schedule)
        } catch {
            errors.invalid(path, .string(schedule), error.reason)
        }
        guard schedule.contains("TZ") else { return }
        if !(old?.text("schedule").contains("TZ") ?? false) {
            errors.invalid(
                path, .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        } else if spec.has("timeZone") {
            errors.invalid(path, .string(schedule), "cannot use both timeZone field and TZ or CRON_TZ in schedule")
        }
    }

    private static func checkTemplate(_ spec: JSONValue, _ errors: inout FieldErrors) {
        JobValidation.checkSpec("spec.jobTemplate.spec", spec, into: &errors)
        if let selector = spec["selector"], !selector.isNull {
            errors.invalid(
                "spec.jobTemplate.spec.selector", InternalForm.core.shown(selector, as: "Selector"),
                "`selector` will be auto-generated")
        }
        if spec["manualSelector"]?.boolValue == true {
            errors.notSupported("spec.jobTemplate.spec.manualSelector", true, ["nil", "false"])
        }
    }

    // MARK: Time zone

    private static let zoneFolder = "/usr/share/zoneinfo"

    /// A name of the IANA time zone database; whether it is in there is only looked up where the machine has a copy.
    private static func checkZone(_ path: String, _ zone: String, _ errors: inout FieldErrors) {
        guard !zone.isEmpty else {
            return errors.invalid(path, "", "timeZone must be nil or non-empty string")
        }
        let parts = zone.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy(isZoneName) else {
            return errors.invalid(path, .string(zone), "unknown time zone \(zone)")
        }
        if zone.lowercased() == "local" {
            errors.invalid(
                path, .string(zone),
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
        }
        let isBuiltIn = ["UTC", "Local"].contains(zone)
        if !isBuiltIn, access(zoneFolder, F_OK) == 0, access("\(zoneFolder)/\(zone)", R_OK) != 0 {
            errors.invalid(path, .string(zone), "unknown time zone \(zone)")
        }
    }

    private static func isZoneName(_ part: Substring) -> Bool {
        let isGood: (UInt8) -> Bool = {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || "+-._".utf8.contains($0)
        }
        return (1...14).contains(part.utf8.count) && part != "." && part != ".." && !part.hasPrefix("-")
            && part.utf8.allSatisfy(isGood)
    }
}

import JSON

/// The checks of probes and lifecycle hooks.
enum ProbeValidation {
    /// The probes and hooks of a container that may have them.
    static func checkAll(_ path: String, _ container: JSONValue, gracePeriod: Int64, into errors: inout FieldErrors) {
        if let lifecycle = container["lifecycle"], !lifecycle.isNull {
            for hook in ["postStart", "preStop"] where lifecycle.has(hook) {
                checkHandler(
                    "\(path).lifecycle.\(hook)", lifecycle[hook].orNull, kinds: ["exec", "httpGet", "tcpSocket", "sleep"],
                    gracePeriod: gracePeriod, into: &errors)
            }
            if let signal = lifecycle["stopSignal"]?.stringValue, !signal.hasPrefix("SIG") {
                errors.invalid("\(path).lifecycle.stopSignal", .string(signal), "not a valid signal")
            }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[probe], !value.isNull else { continue }
            check("\(path).\(probe)", value, gracePeriod: gracePeriod, &errors)
            if probe == "readinessProbe" {
                if value.has("terminationGracePeriodSeconds") {
                    errors.invalid(
                        "\(path).\(probe).terminationGracePeriodSeconds", value["terminationGracePeriodSeconds"].orNull,
                        "must not be set for readinessProbes")
                }
            } else if let count = value["successThreshold"], count.intValue != 1 {
                errors.invalid("\(path).\(probe).successThreshold", count, "must be 1")
            }
        }
    }

    private static func check(_ path: String, _ probe: JSONValue, gracePeriod: Int64, _ errors: inout FieldErrors) {
        checkHandler(path, probe, kinds: ["exec", "httpGet", "tcpSocket", "grpc"], gracePeriod: gracePeriod, into: &errors)
        for key in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            errors.checkNotNegative("\(path).\(key)", probe[key])
        }
        if let value = probe["terminationGracePeriodSeconds"], let seconds = value.intValue, seconds <= 0 {
            errors.invalid("\(path).terminationGracePeriodSeconds", value, "must be greater than 0")
        }
    }

    /// Exactly one way to act must be given, and it must be complete.
    private static func checkHandler(
        _ path: String, _ handler: JSONValue, kinds: [String], gracePeriod: Int64, into errors: inout FieldErrors
    ) {
        let given = kinds.filter(handler.has)
        guard let kind = given.first, let action = handler[kind] else {
            return errors.required(path, "must specify a handler type")
        }
        switch kind {
        case "exec":
            if action.list("command").isEmpty { errors.required("\(path).exec.command") }
        case "httpGet":
            errors.checkRequired("\(path).httpGet.path", action.text("path"))
            errors.checkPort("\(path).httpGet.port", action["port"] ?? 0)
            errors.checkOneOf("\(path).httpGet.scheme", action.text("scheme"), ["HTTP", "HTTPS"])
            for header in action.list("httpHeaders") {
                errors.check("\(path).httpGet.httpHeaders", header.text("name"), NameRules.httpHeader)
            }
        case "tcpSocket": errors.checkPort("\(path).tcpSocket.port", action["port"] ?? 0)
        case "grpc": errors.checkPortNumber("\(path).grpc.port", action["port"] ?? 0)
        case "sleep":
            let seconds = action["seconds"]?.intValue ?? 0
            if seconds < 0 || seconds > gracePeriod {
                errors.invalid(
                    "\(path).sleep", .int(seconds),
                    "must be non-negative and less than terminationGracePeriodSeconds (\(gracePeriod))")
            }
        default: break
        }
        for kind in given.dropFirst() { errors.forbidden("\(path).\(kind)", "may not specify more than 1 handler type") }
    }
}

import JSON

/// The checks of probes and lifecycle hooks.
enum ProbeValidation {
    static func check(_ path: String, _ probe: JSONValue, into errors: inout FieldErrors) {
        checkHandler(path, probe, kinds: ["exec", "httpGet", "tcpSocket", "grpc"], into: &errors)
        for key in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            errors.checkNotNegative("\(path).\(key)", probe[key])
        }
        if let value = probe["terminationGracePeriodSeconds"], let seconds = value.intValue, seconds <= 0 {
            errors.invalid("\(path).terminationGracePeriodSeconds", value, "must be greater than 0")
        }
    }

    /// Exactly one way to act must be given, and it must be complete.
    static func checkHandler(_ path: String, _ handler: JSONValue, kinds: [String], into errors: inout FieldErrors) {
        let given = kinds.filter(handler.has)
        if given.isEmpty { errors.required(path, "must specify a handler type") }
        for kind in given.dropFirst() { errors.forbidden("\(path).\(kind)", "may not specify more than 1 handler type") }
        guard let kind = given.first, let action = handler[kind] else { return }
        switch kind {
        case "exec":
            if action.list("command").isEmpty { errors.required("\(path).exec.command") }
        case "httpGet":
            errors.checkRequired("\(path).httpGet.path", action.text("path"))
            errors.checkPort("\(path).httpGet.port", action["port"])
            errors.checkOneOf("\(path).httpGet.scheme", action.text("scheme"), ["HTTP", "HTTPS"])
        case "tcpSocket":
            errors.checkPort("\(path).tcpSocket.port", action["port"])
        case "grpc":
            errors.checkPortNumber("\(path).grpc.port", action["port"] ?? 0)
        default: break
        }
    }
}

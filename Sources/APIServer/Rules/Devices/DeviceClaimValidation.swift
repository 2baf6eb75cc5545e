import CEL
import JSON
import Schema

/// What claims on devices, and the classes they name, must be like.
enum DeviceClaimValidation {
    /// The names of a claim's requests, and of the alternatives within them.
    struct RequestNames {
        private let names: Set<String>

        init(_ requests: [JSONValue]) {
            var names: Set<String> = []
            for request in requests {
                let name = request.text("name")
                names.insert(name)
                for other in request.list("firstAvailable") { names.insert("\(name)/\(other.text("name"))") }
            }
            self.names = names
        }

        func check(_ path: String, _ name: String, _ errors: inout FieldErrors) {
            let form = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
            let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2 else { return errors.invalid(path, .string(name), form) }
            for part in parts { DeviceClaimValidation.checkName(path, part, &errors) }
            if !names.contains(name) { errors.invalid(path, .string(name), form) }
        }

        func checkEach(_ path: String, _ references: [JSONValue], _ errors: inout FieldErrors) {
            errors.checkEach(path, references, atMost: 32, key: { $0 }) { path, name, errors in
                check(path, name.stringValue ?? "", &errors)
            }
        }
    }

    static func check(_ spec: JSONValue, _ path: String, into errors: inout FieldErrors) {
        let devices = spec["devices"] ?? .emptyObject
        let place = "\(path).devices"
        let names = RequestNames(devices.list("requests"))
        errors.checkEach("\(place).requests", devices.list("requests"), atMost: 32, key: name) { path, request, errors in
            checkRequest(path, request, &errors)
        }
        errors.checkEach("\(place).constraints", devices.list("constraints"), atMost: 32) { path, constraint, errors in
            names.checkEach("\(path).requests", constraint.list("requests"), &errors)
            if constraint.has("matchAttribute") {
                DeviceNames.checkFullyQualified("\(path).matchAttribute", constraint.text("matchAttribute"), &errors)
            } else if constraint.has("distinctAttribute") {
                DeviceNames.checkFullyQualified("\(path).distinctAttribute", constraint.text("distinctAttribute"), &errors)
            } else {
                errors.required(
                    path,
                    #"exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set"#)
            }
        }
        errors.checkEach("\(place).config", devices.list("config"), atMost: 32) { path, configuration, errors in
            names.checkEach("\(path).requests", configuration.list("requests"), &errors)
            checkConfiguration(path, configuration, &errors)
        }
    }

    private static func name(_ request: JSONValue) -> JSONValue { .string(request.text("name")) }

    static func checkName(_ path: String, _ name: String, _ errors: inout FieldErrors) {
        errors.check(path, name, NameRules.dns1123Label)
    }

    // MARK: Requests

    private static func checkRequest(_ path: String, _ request: JSONValue, _ errors: inout FieldErrors) {
        checkName("\(path).name", request.text("name"), &errors)
        let alternatives = request.list("firstAvailable")
        switch (request["exactly"].orNull, alternatives.isEmpty) {
        case (.null, true): errors.required(path, "exactly one of `exactly` or `firstAvailable` is required")
        case (.null, false):
            errors.checkEach("\(path).firstAvailable", alternatives, atMost: 8, key: name) { path, alternative, errors in
                checkName("\(path).name", alternative.text("name"), &errors)
                checkDevices(path, alternative, &errors)
            }
        case (let exactly, true): checkDevices("\(path).exactly", exactly, &errors)
        case (_, false):
            errors.invalid(
                path, .null, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")
        }
    }

    private static func checkDevices(_ path: String, _ request: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).deviceClassName", request.text("deviceClassName"), NameRules.dns1123Subdomain)
        checkSelectors("\(path).selectors", request.list("selectors"), &errors)
        let count = request["count"]?.intValue ?? 0
        switch request.text("allocationMode") {
        case "All":
            if count != 0 {
                errors.invalid("\(path).count", .int(count), "must not be specified when allocationMode is 'All'")
            }
        case "ExactCount":
            if count <= 0 { errors.invalid("\(path).count", .int(count), "must be greater than zero") }
        case let mode: errors.checkOneOf("\(path).allocationMode", mode, ["All", "ExactCount"])
        }
        for (index, toleration) in request.list("tolerations").enumerated() {
            checkToleration("\(path).tolerations[\(index)]", toleration, &errors)
        }
    }

    static let effects = ["NoExecute", "NoSchedule", "None"]

    private static func checkToleration(_ path: String, _ toleration: JSONValue, _ errors: inout FieldErrors) {
        let (key, value, effect) = (toleration.text("key"), toleration.text("value"), toleration.text("effect"))
        if !key.isEmpty { errors.check("\(path).key", key, NameRules.qualifiedName) }
        switch toleration.text("operator") {
        case "Exists":
            if !value.isEmpty {
                errors.invalid("\(path).value", .string(value), "must be empty for operator `Exists`")
            }
        case "Equal": errors.check("\(path).value", value, NameRules.labelValue)
        case "": errors.required("\(path).operator")
        case let comparison: errors.checkOneOf("\(path).operator", comparison, ["Equal", "Exists"])
        }
        if !effect.isEmpty { errors.checkOneOf("\(path).effect", effect, effects) }
    }

    // MARK: Selectors and settings

    /// What an expression of a selector may name.
    private static let device = CELType.object(
        CELObjectType("kubernetes.DRADevice") { name in
            switch name {
            case "driver": .string
            case "attributes": .map(.string, .map(.string, .dyn))
            case "capacity": .map(.string, .map(.string, .opaque("kubernetes.Quantity")))
            case "allowMultipleAllocations": .bool
            default: nil
            }
        })

    static func checkSelectors(_ path: String, _ selectors: [JSONValue], _ errors: inout FieldErrors) {
        errors.checkEach(path, selectors, atMost: 32) { path, selector, errors in
            guard let cel = selector["cel"], !cel.isNull else { return errors.required("\(path).cel") }
            let expression = cel.text("expression")
            let place = "\(path).cel.expression"
            if expression.utf8.count > 10 * 1024 { return errors.tooLong(place, 10 * 1024) }
            do throws(CELCompileError) {
                let program = try CELProgram(expression, variables: ["device": device])
                if !program.result.isAssignable(to: .bool) {
                    errors.invalid(
                        place, .string(expression),
                        "must evaluate to bool or the unknown type, not \(program.result.name)")
                }
            } catch {
                errors.invalid(place, .string(expression), "compilation failed: \(error)")
            }
        }
    }

    static func checkConfiguration(_ path: String, _ configuration: JSONValue, _ errors: inout FieldErrors) {
        guard let opaque = configuration["opaque"], !opaque.isNull else { return errors.required("\(path).opaque") }
        DeviceNames.checkDriver("\(path).opaque.driver", opaque.text("driver"), &errors)
        checkData("\(path).opaque.parameters", opaque["parameters"], &errors)
    }

    /// An object that only its driver understands.
    static func checkData(_ path: String, _ data: JSONValue?, _ errors: inout FieldErrors) {
        guard let data, !data.isNull else { return errors.required(path) }
        if JSONWriter.bytes(data).count > 10 * 1024 {
            errors.tooLong(path, 10 * 1024)
        } else if data.objectValue == nil {
            errors.invalid(path, "<value omitted>", "must be a valid JSON object")
        }
    }
}

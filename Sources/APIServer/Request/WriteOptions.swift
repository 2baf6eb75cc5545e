import JSON
import KubeAPI
import Transport

/// What a client says about a write in the query.
struct WriteOptions: Sendable, Hashable {
    private static let maximumManagerLength = 128

    let isDryRun: Bool
    /// Who owns the fields that the write sets: `fieldManager`, or the program's name in `User-Agent`.
    let manager: String
    /// Take over the fields of others in an apply.
    let force: Bool
    let fieldValidation: BodyDecoder.FieldValidation

    /// A 422 for values that are not allowed.
    init(_ context: RequestContext, isApply: Bool = false) throws(StatusError) {
        try self.init(context.request, query: context.query, verb: context.attributes.verb, isApply: isApply)
    }

    init(_ request: HTTPRequest, query: Query, verb: String, isApply: Bool = false) throws(StatusError) {
        let given = query["fieldManager"] ?? ""
        let validation = query["fieldValidation"] ?? ""
        var errors: [FieldError] = []
        if isApply, given.isEmpty { errors.append(.required("fieldManager", "is required for apply patch")) }
        if !isApply, query["force"] != nil, verb == "patch" {
            errors.append(.forbidden("force", "may not be specified for non-apply patch"))
        }
        errors += Self.problems(ofManager: given) + Self.problems(ofDryRun: query.all("dryRun"))
        fieldValidation = validation.isEmpty ? .warn : BodyDecoder.FieldValidation(rawValue: validation) ?? .strict
        if !validation.isEmpty, BodyDecoder.FieldValidation(rawValue: validation) == nil {
            errors.append(
                .notSupported("fieldValidation", .string(validation), allowed: ["", "Ignore", "Strict", "Warn"]))
        }
        if !errors.isEmpty {
            throw .invalid(StatusError.Subject(group: "meta.k8s.io", kind: verb.capitalizedASCII + "Options"), errors)
        }
        isDryRun = query["dryRun"] != nil
        force = query.flag("force")
        manager = given.isEmpty ? Self.program(request.headers["User-Agent"] ?? "") : given
    }

    private static func problems(ofManager name: String) -> [FieldError] {
        var errors: [FieldError] = []
        if name.utf8.count > maximumManagerLength {
            errors.append(
                FieldError(
                    kind: .tooLong, path: "fieldManager",
                    body: "Too long: may not be more than \(maximumManagerLength) bytes"))
        }
        var position = 0
        for scalar in name.unicodeScalars {
            if !isPrintable(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                errors.append(
                    .invalid("fieldManager", .string(name), "invalid character U+\(code) (at position \(position))"))
            }
            position += UTF8.width(scalar)
        }
        return errors
    }

    /// The only dry run there is goes all the way (`All`).
    static func problems(ofDryRun values: [String]) -> [FieldError] {
        if values.allSatisfy({ $0 == "All" }) { return [] }
        return [.notSupported("dryRun", .array(values.map(JSONValue.string)), allowed: ["All"])]
    }

    /// The name in front of the slash.
    private static func program(_ agent: String) -> String {
        var name = ""
        for scalar in agent.unicodeScalars {
            if scalar == "/" { break }
            guard isPrintable(scalar) else { continue }
            if name.utf8.count + UTF8.width(scalar) > maximumManagerLength { break }
            name.unicodeScalars.append(scalar)
        }
        return name
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        default: return true
        }
    }
}

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

    /// A 422 for values that are not allowed.
    init(_ context: RequestContext, isApply: Bool = false) throws(StatusError) {
        try self.init(context.request, query: context.query, verb: context.attributes.verb, isApply: isApply)
    }

    init(_ request: HTTPRequest, query: Query, verb: String, isApply: Bool = false) throws(StatusError) {
        isDryRun = try Self.isDryRun(query, verb: verb)
        let given = query["fieldManager"] ?? ""
        force = query.flag("force")
        var errors: [FieldError] = []
        if isApply, given.isEmpty { errors.append(.required("fieldManager", "is required for apply patch")) }
        if !isApply, query["force"] != nil, verb == "patch" {
            errors.append(.forbidden("force", "may not be specified for non-apply patch"))
        }
        if given.utf8.count > Self.maximumManagerLength {
            errors.append(
                FieldError(
                    kind: .tooLong, path: "fieldManager",
                    body: "Too long: may not be more than \(Self.maximumManagerLength) bytes"))
        }
        if !given.unicodeScalars.allSatisfy(Self.isPrintable) {
            errors.append(.invalid("fieldManager", .string(given), "should only contain printable characters"))
        }
        if !errors.isEmpty {
            throw Self.invalid(errors, verb: verb)
        }
        manager = given.isEmpty ? Self.program(request.headers["User-Agent"] ?? "") : given
    }

    /// Whether the write must leave no trace (`dryRun=All`).
    static func isDryRun(_ query: Query, verb: String) throws(StatusError) -> Bool {
        let values = query.all("dryRun").filter { !$0.isEmpty }
        for value in values where value != "All" {
            throw invalid([.notSupported("dryRun", .string(value), allowed: ["All"])], verb: verb)
        }
        return !values.isEmpty
    }

    private static func invalid(_ errors: [FieldError], verb: String) -> StatusError {
        .invalid(StatusError.Subject(group: "meta.k8s.io", kind: verb.capitalizedASCII + "Options"), errors)
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

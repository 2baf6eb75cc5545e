import JSON

/// The parameters of a list or a watch (`ListOptions` of `meta.k8s.io`), checked as Kubernetes checks them.
struct ListOptions: Sendable {
    enum Kind: Sendable { case list, watch }

    private static let maximumLimit: Int64 = 1 << 30

    /// `nil` when everything is wanted.
    let limit: Int?
    /// Where a list goes on; `nil` at its beginning.
    let continueToken: ContinueToken?
    let version: ResourceVersion
    let timeoutSeconds: Int64?
    let allowsBookmarks: Bool
    /// Whether a watch begins with the current objects; `nil` when the client does not say.
    let sendsInitialEvents: Bool?

    /// A 400 for what cannot be read, a 422 for what does not go together.
    init(_ query: Query, for kind: Kind) throws(StatusError) {
        let limit = try query.integer("limit").flatMap { $0 > 0 ? Int(min($0, Self.maximumLimit)) : nil }
        timeoutSeconds = try query.integer("timeoutSeconds").flatMap { $0 > 0 ? $0 : nil }
        allowsBookmarks = query.flag("allowWatchBookmarks")
        let initial = query["sendInitialEvents"].flatMap { $0.isEmpty ? nil : query.flag("sendInitialEvents") }
        sendsInitialEvents = initial
        let given = Given(query, initial)
        let errors = kind == .list ? given.errorsOfList : given.errorsOfWatch
        guard errors.isEmpty else {
            throw .invalid(StatusError.Subject(group: "meta.k8s.io", kind: "ListOptions"), errors)
        }
        let number = try ResourceVersion.number(given.version)
        version = ResourceVersion(number, exact: given.match == "Exact" || (given.match.isEmpty && limit != nil))
        // A read of any version is answered from memory, whole.
        self.limit = version == .any ? nil : limit
        guard kind == .list, !given.token.isEmpty else {
            continueToken = nil
            return
        }
        guard number ?? 0 == 0 else {
            throw .badRequest("specifying resource version is not allowed when using continue")
        }
        continueToken = try ContinueToken(given.token)
    }

    /// The parameters that depend on one another, as they were sent.
    private struct Given {
        let version: String
        let match: String
        let token: String
        let initial: Bool?

        init(_ query: Query, _ initial: Bool?) {
            version = query["resourceVersion"] ?? ""
            match = query["resourceVersionMatch"] ?? ""
            token = query["continue"] ?? ""
            self.initial = initial
        }

        var errorsOfList: [FieldError] {
            var errors: [FieldError] = []
            if !match.isEmpty {
                if version.isEmpty {
                    errors.append(Self.match("resourceVersionMatch is forbidden unless resourceVersion is provided"))
                }
                errors += errorsOfContinue
                if match != "Exact", match != "NotOlderThan" { errors.append(unsupported(["Exact", "NotOlderThan", ""])) }
                if match == "Exact", version == "0" {
                    errors.append(Self.match("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
                }
            }
            if initial != nil { errors.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")) }
            return errors
        }

        var errorsOfWatch: [FieldError] {
            var errors: [FieldError] = []
            if initial != nil, match != "NotOlderThan" {
                errors.append(Self.match("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
            guard !match.isEmpty else { return errors }
            if initial == nil {
                errors.append(
                    Self.match("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
            }
            if match != "NotOlderThan" { errors.append(unsupported(["NotOlderThan"])) }
            return errors + errorsOfContinue
        }

        private var errorsOfContinue: [FieldError] {
            token.isEmpty ? [] : [Self.match("resourceVersionMatch is forbidden when continue is provided")]
        }

        private func unsupported(_ allowed: [String]) -> FieldError {
            .notSupported("resourceVersionMatch", .string(match), inOrder: allowed)
        }

        private static func match(_ why: String) -> FieldError { .forbidden("resourceVersionMatch", why) }
    }
}

import AsyncTools
package import Transport

/// Acting as somebody else with the `Impersonate-*` headers (KEP-5284).
///
/// There are several ways to be allowed to, from the narrow ones, which also ask what the request does, to the one right to
/// `impersonate` somebody in every request. The first that allows it decides; when none does, the caller is told what the
/// first one missed.
package struct Impersonation: Sendable {
    private static let rememberedLimit = 10_000

    private let modes: [ImpersonationMode]
    /// By the caller's name: the place of the mode that allowed him something last. It is asked first.
    private let lastModes = Guarded<[String: Int]>([:])

    package init(authorizer: any Authorizer) {
        modes = ImpersonationMode.Kind.allCases.map { ImpersonationMode(kind: $0, authorizer: authorizer) }
    }

    /// The identity the request is to be judged by: the caller's own without these headers. Throws a 403 when the caller may
    /// not take the other one on.
    ///
    /// - Parameter attributes: what the request wants, with the caller as its user.
    package func effectiveUser(
        for attributes: RequestAttributes, in request: HTTPRequest
    ) async throws(StatusError) -> UserInfo {
        try await identity(for: attributes, in: request).user
    }

    /// Who a request is judged as.
    struct Identity: Sendable {
        let user: UserInfo
        /// The verb of the narrow right that was used; empty: none was.
        var constraint = ""
    }

    /// The same with how it was allowed.
    func identity(for attributes: RequestAttributes, in request: HTTPRequest) async throws(StatusError) -> Identity {
        // Nearly no request has such a header; all have some others.
        guard request.headers.fields.contains(where: { $0.name.hasPrefixIgnoringASCIICase("Impersonate-") }) else {
            return Identity(user: attributes.user)
        }
        let wanted = UserInfo(
            name: request.headers["Impersonate-User"] ?? "", uid: request.headers["Impersonate-Uid"] ?? "",
            groups: request.headers.all("Impersonate-Group"),
            extra: UserExtra.read(request.headers, prefixes: ["Impersonate-Extra-"]))
        guard !wanted.name.isEmpty else {
            guard wanted.groups.isEmpty, wanted.uid.isEmpty, wanted.extra.isEmpty else {
                throw .badRequest("requested \(wanted.goText) without impersonating a user name")
            }
            return Identity(user: attributes.user)
        }
        return try await identity(wanted, attributes)
    }

    private func identity(_ wanted: UserInfo, _ attributes: RequestAttributes) async throws(StatusError) -> Identity {
        let caller = attributes.user.name
        let last = lastModes.withLock { $0[caller] }
        var refusal: StatusError?
        for index in (last.map { [$0] } ?? []) + modes.indices.filter({ $0 != last }) {
            do throws(StatusError) {
                guard let user = try await modes[index].identity(wanted, attributes) else { continue }
                if index != last { remember(index, for: caller) }
                return Identity(user: user, constraint: modes[index].kind.constraint)
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? .internalError("all impersonation modes failed")
    }

    private func remember(_ mode: Int, for caller: String) {
        lastModes.withLock { modes in
            if modes.count >= Self.rememberedLimit { modes.removeAll() }
            modes[caller] = mode
        }
    }
}

extension UserInfo {
    /// As Kubernetes shows an identity in an error.
    fileprivate var goText: String {
        func quoted(_ text: String) -> String { GoQuoting.quoted(text) }
        func list(_ texts: [String]) -> String { "[]string{\(texts.map(quoted).joined(separator: ", "))}" }
        let entries = extra.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(list($0.value))" }
        return "&user.DefaultInfo{Name:\(quoted(name)), UID:\(quoted(uid)), "
            + "Groups:\(groups.isEmpty ? "[]string(nil)" : list(groups)), "
            + "Extra:map[string][]string\(entries.isEmpty ? "(nil)" : "{\(entries.joined(separator: ", "))}")}"
    }
}

import Encodings
package import Transport

/// Acting as somebody else with the `Impersonate-*` headers, for who may `impersonate` each part of that identity.
package struct Impersonation: Sendable {
    private let authorizer: any Authorizer

    package init(authorizer: any Authorizer) { self.authorizer = authorizer }

    /// The identity the request is to be judged by: the caller's own without these headers. Throws a 403 for the first part
    /// the caller may not take on.
    package func effectiveUser(_ user: UserInfo, for request: HTTPRequest) async throws(StatusError) -> UserInfo {
        let name = request.headers["Impersonate-User"] ?? ""
        let groups = request.headers.all("Impersonate-Group")
        let uid = request.headers["Impersonate-Uid"] ?? ""
        let extra = Self.extra(request.headers)
        guard !name.isEmpty else {
            guard groups.isEmpty, uid.isEmpty, extra.isEmpty else {
                throw .badRequest("requested impersonation of groups, uid or extra without impersonating a user")
            }
            return user
        }
        try await check(user, takesOn: name, groups: groups, uid: uid, extra: extra)
        return Self.identity(name: name, groups: groups, uid: uid, extra: extra)
    }

    private func check(
        _ user: UserInfo, takesOn name: String, groups: [String], uid: String, extra: [String: [String]]
    ) async throws(StatusError) {
        if let account = Self.serviceAccount(name) {
            try await require(user, "serviceaccounts", account.name, namespace: account.namespace)
        } else {
            try await require(user, "users", name)
        }
        for group in groups { try await require(user, "groups", group) }
        if !uid.isEmpty { try await require(user, "uids", uid, group: "authentication.k8s.io") }
        for (key, values) in extra {
            for value in values {
                try await require(user, "userextras", value, group: "authentication.k8s.io", subresource: key)
            }
        }
    }

    private func require(
        _ user: UserInfo, _ resource: String, _ name: String, namespace: String = "", group: String = "",
        subresource: String = ""
    ) async throws(StatusError) {
        let attributes = RequestAttributes(
            user: user, verb: "impersonate", isResourceRequest: true, group: group, version: "v1", resource: resource,
            subresource: subresource, namespace: namespace, name: name)
        if case .allow = await authorizer.authorize(attributes) { return }
        let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
        let whole = subresource.isEmpty ? resource : "\(resource)/\(subresource)"
        throw .forbidden(
            StatusError.Subject(group: group, kind: resource, name: name),
            "User \"\(user.name)\" cannot impersonate resource \"\(whole)\" in API group \"\(group)\" \(place)")
    }

    private static func identity(name: String, groups: [String], uid: String, extra: [String: [String]]) -> UserInfo {
        var groups = groups
        if groups.isEmpty, let account = serviceAccount(name) {
            groups = ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
        }
        if name == UserInfo.anonymous.name {
            if !groups.contains("system:unauthenticated") { groups.append("system:unauthenticated") }
        } else if !groups.contains("system:unauthenticated"), !groups.contains(AuthenticatorChain.authenticated) {
            groups.append(AuthenticatorChain.authenticated)
        }
        return UserInfo(name: name, uid: uid, groups: groups, extra: extra)
    }

    private static func serviceAccount(_ name: String) -> (namespace: String, name: String)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
        else { return nil }
        return (String(parts[2]), String(parts[3]))
    }

    private static let extraPrefix = "impersonate-extra-"

    private static func extra(_ headers: HTTPHeaders) -> [String: [String]] {
        var extra: [String: [String]] = [:]
        for field in headers.fields {
            let name = field.name.lowercased()
            guard name.hasPrefix(extraPrefix) else { continue }
            // A key with a malformed escape is taken as it is.
            let key = name.dropFirst(extraPrefix.count)
            extra[PercentEncoding.decode(key) ?? String(key), default: []].append(field.value)
        }
        return extra
    }
}

package import Transport

/// Acting as somebody else with the `Impersonate-*` headers, for who may `impersonate` each part of that identity.
package struct Impersonation: Sendable {
    private let authorizer: any Authorizer

    package init(authorizer: any Authorizer) { self.authorizer = authorizer }

    /// The identity the request is to be judged by: the caller's own without these headers. Throws a 403 for the first part
    /// the caller may not take on.
    package func effectiveUser(_ user: UserInfo, for request: HTTPRequest) async throws(StatusError) -> UserInfo {
        // Nearly no request has such a header; all have some others.
        guard request.headers.fields.contains(where: { $0.name.hasPrefixIgnoringASCIICase("Impersonate-") }) else { return user }
        let name = request.headers["Impersonate-User"] ?? ""
        let groups = request.headers.all("Impersonate-Group")
        let uid = request.headers["Impersonate-Uid"] ?? ""
        let extra = UserExtra.read(request.headers, prefixes: ["Impersonate-Extra-"])
        guard !name.isEmpty else {
            guard groups.isEmpty, uid.isEmpty, extra.isEmpty else { throw Self.nobody(groups, uid, extra) }
            return user
        }
        try await check(user, takesOn: name, groups: groups, uid: uid, extra: extra)
        return Self.identity(name: name, groups: groups, uid: uid, extra: extra)
    }

    /// Parts of an identity without a user, listed as Kubernetes prints them.
    private static func nobody(_ groups: [String], _ uid: String, _ extra: [String: [String]]) -> StatusError {
        var parts = groups.map { "{Group  \($0)    }" }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            parts += values.map { "{UserExtra  \($0)  authentication.k8s.io/v1  \(key)}" }
        }
        if !uid.isEmpty { parts.append("{UID  \(uid)  authentication.k8s.io/v1  }") }
        return .badRequest("requested [\(parts.joined(separator: " "))] without impersonating a user")
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
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            for value in values {
                try await require(user, "userextras", value, group: "authentication.k8s.io", subresource: key)
            }
        }
        if !uid.isEmpty { try await require(user, "uids", uid, group: "authentication.k8s.io") }
    }

    private func require(
        _ user: UserInfo, _ resource: String, _ name: String, namespace: String = "", group: String = "",
        subresource: String = ""
    ) async throws(StatusError) {
        let attributes = RequestAttributes(
            user: user, verb: "impersonate", isResourceRequest: true, group: group, version: "v1", resource: resource,
            subresource: subresource, namespace: namespace, name: name)
        try await AuthorizationStep(authorizer: authorizer).check(attributes)
    }

    private static func identity(name: String, groups: [String], uid: String, extra: [String: [String]]) -> UserInfo {
        var groups = groups
        if groups.isEmpty, let account = serviceAccount(name) {
            groups = ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
        }
        if name == UserInfo.anonymous.name {
            if !groups.contains(UserInfo.unauthenticatedGroup) { groups.append(UserInfo.unauthenticatedGroup) }
            return UserInfo(name: name, uid: uid, groups: groups, extra: extra)
        }
        return UserInfo(name: name, uid: uid, groups: groups, extra: extra).authenticated
    }

    private static func serviceAccount(_ name: String) -> (namespace: String, name: String)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        let account = (namespace: String(parts[2]), name: String(parts[3]))
        guard NameRules.dns1123Label(account.namespace).isEmpty, NameRules.dns1123Subdomain(account.name).isEmpty
        else { return nil }
        return account
    }
}

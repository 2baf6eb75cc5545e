/// One way to be allowed to act as somebody else.
struct ImpersonationMode: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// A service account acts as the node that its Pod runs on.
        case associatedNode = "associated-node"
        case arbitraryNode = "arbitrary-node"
        case serviceAccount = "serviceaccount"
        /// Whoever is neither a node nor a service account.
        case userInfo = "user-info"
        /// Everybody, in every request.
        case legacy = ""

        /// The verb of the right to an identity; empty for the one that holds in every request.
        var constraint: String { self == .legacy ? "" : "impersonate:\(rawValue)" }
    }

    let kind: Kind
    let authorizer: any Authorizer

    /// With so many groups or values, the right to all of them is asked for first.
    private static let many = 4
    private static let authenticationGroup = "authentication.k8s.io"

    /// The whole identity; `nil` when this way is not made for it. Throws a 403 for the first right that is missing.
    func identity(_ wanted: UserInfo, _ attributes: RequestAttributes) async throws(StatusError) -> UserInfo? {
        guard fits(wanted, attributes.user) else { return nil }
        let caller = kind == .associatedNode ? attributes.user.withoutExtraValues : attributes.user
        if kind != .legacy {
            var on = attributes
            on.user = caller
            on.verb = "impersonate-on:\(kind.rawValue):\(attributes.verb)"
            try await check(on)
        }
        try await checkName(wanted.name, caller)
        if !wanted.uid.isEmpty { try await check(right("uids", wanted.uid, caller, group: Self.authenticationGroup)) }
        try await checkGroups(wanted.groups, caller)
        try await checkExtra(wanted.extra, caller)
        return complete(wanted)
    }

    private func fits(_ wanted: UserInfo, _ caller: UserInfo) -> Bool {
        let isPlain = wanted.uid.isEmpty && wanted.groups.isEmpty && wanted.extra.isEmpty
        let node = UserInfo.nodeName(wanted.name)
        let isAccount = UserInfo.serviceAccount(wanted.name) != nil
        switch kind {
        case .associatedNode:
            return isPlain && node != nil && UserInfo.serviceAccount(caller.name) != nil
                && caller.extra["authentication.kubernetes.io/node-name"] == node.map { [$0] }
        case .arbitraryNode: return isPlain && node != nil
        case .serviceAccount: return isPlain && isAccount
        case .userInfo: return node == nil && !isAccount
        case .legacy: return true
        }
    }

    // MARK: Rights

    private func checkName(_ name: String, _ caller: UserInfo) async throws(StatusError) {
        let group = kind == .legacy ? "" : Self.authenticationGroup
        var wanted = right("users", name, caller, group: group)
        if kind != .legacy, let node = UserInfo.nodeName(name) {
            wanted.resource = "nodes"
            // Which node it is has been found out already.
            wanted.name = kind == .associatedNode ? "*" : node
        } else if let account = UserInfo.serviceAccount(name) {
            wanted.resource = "serviceaccounts"
            wanted.namespace = account.namespace
            wanted.name = account.name
        }
        try await check(wanted)
    }

    private func checkGroups(_ groups: [String], _ caller: UserInfo) async throws(StatusError) {
        let group = kind == .legacy ? "" : Self.authenticationGroup
        if kind != .legacy {
            if groups.contains("") {
                throw AuthorizationStep.refusal(
                    right("groups", "", caller, group: group), "impersonating the empty string group is not allowed")
            }
            let masters = PrivilegedGroupAuthorizer.group
            if groups.contains(masters) {
                throw AuthorizationStep.refusal(
                    right("groups", masters, caller, group: group), "impersonating the \(masters) group is not allowed")
            }
            if groups.count >= Self.many, await allows(right("groups", "*", caller, group: group)) { return }
        }
        for name in groups { try await check(right("groups", name, caller, group: group)) }
    }

    private func checkExtra(_ extra: [String: [String]], _ caller: UserInfo) async throws(StatusError) {
        guard !extra.isEmpty else { return }
        let any = right("userextras", "", caller, group: Self.authenticationGroup)
        if kind != .legacy {
            if let fault = Self.fault(of: extra) { throw AuthorizationStep.refusal(any, fault) }
            var all = any
            all.subresource = "*"
            all.name = "*"
            let count = extra.values.reduce(0) { $0 + $1.count }
            if max(count, extra.count) >= Self.many, await allows(all) { return }
        }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            for value in values {
                var wanted = any
                wanted.subresource = key
                wanted.name = value
                try await check(wanted)
            }
        }
    }

    /// Keys are `domain/path`, values are not empty.
    private static func fault(of extra: [String: [String]]) -> String? {
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            if key.isEmpty { return "impersonating the empty string key in extra is not allowed" }
            var errors = FieldErrors()
            errors.checkDomainPath("extra.key", key)
            if let error = errors.all.first {
                return "impersonating an invalid key in extra is not allowed: \(error.text)"
            }
            if values.contains("") { return "impersonating the empty string value in extra is not allowed" }
        }
        return nil
    }

    private func right(_ resource: String, _ name: String, _ caller: UserInfo, group: String) -> RequestAttributes {
        RequestAttributes(
            user: caller, verb: kind == .legacy ? "impersonate" : kind.constraint, isResourceRequest: true,
            group: group, version: "v1", resource: resource, name: name)
    }

    private func check(_ attributes: RequestAttributes) async throws(StatusError) {
        switch await authorizer.authorize(attributes) {
        case .allow: return
        case .deny(let reason), .noOpinion(let reason), .failure(let reason):
            throw AuthorizationStep.refusal(attributes, reason)
        }
    }

    private func allows(_ attributes: RequestAttributes) async -> Bool {
        if case .allow = await authorizer.authorize(attributes) { return true }
        return false
    }

    // MARK: Who it is then

    private func complete(_ wanted: UserInfo) -> UserInfo {
        var user = wanted
        if kind != .legacy, UserInfo.nodeName(user.name) != nil {
            user.groups = [NodeIdentity.group]
        } else if user.groups.isEmpty, let account = UserInfo.serviceAccount(user.name) {
            user.groups = ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
        }
        guard user.name == UserInfo.anonymous.name else { return user.authenticated }
        if !user.groups.contains(UserInfo.unauthenticatedGroup) { user.groups.append(UserInfo.unauthenticatedGroup) }
        return user
    }
}

extension UserInfo {
    /// The node that the name of a user stands for.
    fileprivate static func nodeName(_ name: String) -> String? {
        guard name.hasPrefix(NodeIdentity.prefix) else { return nil }
        let node = String(name.dropFirst(NodeIdentity.prefix.count))
        return NameRules.dns1123Subdomain(node).isEmpty ? node : nil
    }

    /// The service account that the name of a user stands for.
    fileprivate static func serviceAccount(_ name: String) -> (namespace: String, name: String)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        let account = (namespace: String(parts[2]), name: String(parts[3]))
        guard NameRules.dns1123Label(account.namespace).isEmpty, NameRules.dns1123Subdomain(account.name).isEmpty
        else { return nil }
        return account
    }

    /// What differs between the Pods of one service account counts for nothing.
    fileprivate var withoutExtraValues: UserInfo {
        var user = self
        user.extra = ["authentication.kubernetes.io/associated-node-keys": extra.keys.sorted()]
        return user
    }
}

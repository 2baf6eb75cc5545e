package import Transport

/// Who makes a request, as authentication found it.
package struct UserInfo: Sendable, Hashable {
    package var name: String
    package var uid: String
    package var groups: [String]
    package var extra: [String: [String]]

    package init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    package static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
}

/// Finds out who makes a request. `nil`: this authenticator sees none of its credentials. Throws a 401 when it does and
/// they are wrong.
package protocol Authenticator: Sendable {
    func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo?
}

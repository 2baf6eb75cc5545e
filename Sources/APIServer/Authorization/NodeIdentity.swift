/// A node's name, when the user is one.
enum NodeIdentity {
    static let group = "system:nodes"
    static let prefix = "system:node:"

    /// `nil` for any other user.
    static func name(of user: UserInfo) -> String? {
        guard user.groups.contains(group), user.name.hasPrefix(prefix) else { return nil }
        let name = user.name.dropFirst(prefix.count)
        return name.isEmpty ? nil : String(name)
    }
}

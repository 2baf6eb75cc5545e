import Crypto
import Encodings
import KubeAPI
import Schema

/// One resource as discovery shows it.
struct ServedResource: Sendable {
    let type: ResourceType
    let verbs: [String]
    let subresources: [Subresource]
    /// Whether objects of it are kept, rather than answered and forgotten.
    let isStored: Bool
    let schema: ObjectSchema

    /// Changes when the version that objects are stored in does; clients that migrate storage look at it.
    var storageVersionHash: String {
        let name = "\(type.group)/\(type.version)/\(type.kind)"
        return Base64.encode(Array(SHA256.hash(data: Array(name.utf8)).prefix(8)))
    }
}

/// What is served, by group and version, in the order clients prefer.
struct ServedGroups: Sendable {
    struct Version: Sendable {
        let group: String
        let version: String
        /// Sorted by plural.
        let resources: [ServedResource]

        /// `v1`, `apps/v1`
        var name: String { group.isEmpty ? version : "\(group)/\(version)" }
        /// `/api/v1`, `/apis/apps/v1`
        var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(name)" }
    }

    struct Group: Sendable {
        /// Empty for the core group.
        let name: String
        /// The preferred one first.
        let versions: [Version]
    }

    let groups: [Group]

    var versions: [Version] { groups.flatMap(\.versions) }
    var named: [Group] { groups.filter { !$0.name.isEmpty } }

    init(definitions: [ResourceDefinition], virtual: [BuiltInTypes.Entry]) {
        let stored = definitions.map { definition in
            ServedResource(
                type: definition.type, verbs: definition.verbs, subresources: definition.subresources, isStored: true,
                schema: definition.schema)
        }
        let created = virtual.map { entry in
            ServedResource(type: entry.type, verbs: ["create"], subresources: [], isStored: false, schema: entry.schema)
        }
        let byGroup = Dictionary(grouping: stored + created) { $0.type.group }
        groups = byGroup.keys.sorted { Self.rank($0) < Self.rank($1) }.map { group in
            let byVersion = Dictionary(grouping: byGroup[group] ?? []) { $0.type.version }
            let versions = byVersion.keys.sorted(by: VersionPriority.precedes).map { version in
                Version(
                    group: group, version: version,
                    resources: (byVersion[version] ?? []).sorted { $0.type.plural < $1.type.plural })
            }
            return Group(name: group, versions: versions)
        }
    }

    /// Clients that find a name in several groups take the first. Groups that are not listed follow by name.
    private static let order = [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling",
        "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io",
        "node.k8s.io", "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
    ]

    /// Whether the kinds of a group come with this program.
    static func isBuiltIn(_ group: String) -> Bool { order.contains(group) }

    private static func rank(_ group: String) -> (Int, String) { (order.firstIndex(of: group) ?? order.count, group) }
}

/// The order of versions that clients prefer: general availability before beta before alpha, then the higher number; what is
/// no version of that form comes last, by name.
enum VersionPriority {
    static func precedes(_ left: String, _ right: String) -> Bool {
        switch (rank(left), rank(right)) {
        case (let mine?, let theirs?): theirs.lexicographicallyPrecedes(mine)
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): left < right
        }
    }

    /// `v2beta3` as stability, major and minor; `nil` for text of another form.
    private static func rank(_ version: String) -> [Int]? {
        guard version.first == "v" else { return nil }
        var rest = version.dropFirst()
        guard let major = number(&rest) else { return nil }
        if rest.isEmpty { return [2, major, 0] }
        for (stability, word) in [(1, "beta"), (0, "alpha")] where rest.hasPrefix(word) {
            rest = rest.dropFirst(word.count)
            guard let minor = number(&rest), rest.isEmpty else { return nil }
            return [stability, major, minor]
        }
        return nil
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(digits.count)
        return digits.first == "0" ? nil : Int(digits)
    }
}

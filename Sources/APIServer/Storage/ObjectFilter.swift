import KubeAPI

/// What a list or a watch wants of one kind: a namespace, labels and fields.
struct ObjectFilter: Sendable {
    /// `nil`: all namespaces.
    let namespace: String?
    /// Given when a field selector pins the name.
    let name: String?
    let labels: LabelMatcher
    /// Fields other than name and namespace, by their place in `CachedObject.fields`.
    let fields: [FieldTest]

    struct FieldTest: Sendable {
        let index: Int
        let value: String
        let isEqual: Bool

        static let name = -1
        static let namespace = -2
    }

    static let everything = ObjectFilter(namespace: nil, name: nil, labels: .everything, fields: [])

    /// Whether namespace and name alone decide.
    var selectsByKeyOnly: Bool { labels.isEmpty && fields.isEmpty }

    func matches(_ object: CachedObject) -> Bool { matchesKey(object.key) && matchesContent(object) }

    func matchesNamespace(_ key: ObjectKey) -> Bool { namespace.map { $0 == key.namespace } ?? true }

    func matchesKey(_ key: ObjectKey) -> Bool {
        guard matchesNamespace(key) else { return false }
        if let name, key.name != name { return false }
        return true
    }

    private func matchesContent(_ object: CachedObject) -> Bool {
        for test in fields {
            if (value(test.index, of: object) == test.value) != test.isEqual { return false }
        }
        return labels.isEmpty || labels.matches(object.labels)
    }

    private func value(_ index: Int, of object: CachedObject) -> String {
        switch index {
        case FieldTest.name: object.key.name
        case FieldTest.namespace: object.key.namespace
        default: object.fields.indices.contains(index) ? object.fields[index] : ""
        }
    }
}

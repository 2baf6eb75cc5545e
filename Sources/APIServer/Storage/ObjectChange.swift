package import JSON
package import KubeAPI

/// What became of one object.
package struct ObjectChange: Sendable {
    package let key: ObjectKey
    package let revision: Int64
    /// `nil` when the object is gone.
    package let object: JSONValue?

    package init(key: ObjectKey, revision: Int64, object: JSONValue?) {
        self.key = key
        self.revision = revision
        self.object = object
    }
}

extension StateCache {
    package func changes(_ type: ResourceType, after revision: Int64) async -> [ObjectChange]? {
        guard let kind = kind(type) else { return [] }
        var changes: [ObjectChange] = []
        var position = revision
        while let next = kind.available(after: position) {
            guard case .events(let events, let last) = next else { return nil }
            for event in events {
                let object = event.kind == .deleted ? nil : try? event.object.decoded()
                changes.append(ObjectChange(key: event.object.key, revision: event.revision, object: object))
            }
            position = last
        }
        return changes
    }
}

import JSON
import KubeAPI
import Schema

/// The kinds that are answered and not stored, by their place in a path. For the others see `ServedKinds`.
struct ResourceRegistry: Sendable {
    private struct Place: Sendable, Hashable {
        let group: String
        let version: String
        let plural: String
    }

    private let virtualByPath: [VirtualKey: CreateVirtual]

    private struct VirtualKey: Sendable, Hashable {
        let place: Place
        let subresource: String
    }

    /// Virtual resources whose body kind has no schema are left out.
    init(virtual: [any VirtualResource]) {
        let schemas = (BuiltInTypes.all + BuiltInTypes.subresourceKinds).map { entry in
            ("\(entry.type.apiVersion) \(entry.type.kind)", entry.schema)
        }
        let schemaByKind = Dictionary(schemas, uniquingKeysWith: { first, _ in first })
        var virtualByPath: [VirtualKey: CreateVirtual] = [:]
        for resource in virtual {
            let path = resource.path
            let place = Place(group: path.group, version: path.version, plural: path.plural)
            guard let schema = schemaByKind["\(path.kindAPIVersion) \(path.kind)"] else { continue }
            virtualByPath[VirtualKey(place: place, subresource: path.subresource)] = CreateVirtual(
                resource: resource, schema: schema)
        }
        self.virtualByPath = virtualByPath
    }

    func virtual(_ attributes: RequestAttributes) -> CreateVirtual? {
        let place = Place(group: attributes.group, version: attributes.version, plural: attributes.resource)
        return virtualByPath[VirtualKey(place: place, subresource: attributes.subresource)]
    }
}

import JSON
import KubeAPI
import Schema

/// The kinds this server answers for, by their place in a path.
struct ResourceRegistry: Sendable {
    struct Place: Sendable, Hashable {
        let group: String
        let version: String
        let plural: String
    }

    /// In discovery order.
    let definitions: [ResourceDefinition]
    private let byPlace: [Place: ResourceDefinition]
    private let virtualByPath: [VirtualKey: CreateVirtual]

    private struct VirtualKey: Sendable, Hashable {
        let place: Place
        let subresource: String
    }

    /// Virtual resources whose body kind has no schema are left out.
    init(_ definitions: [ResourceDefinition], virtual: [any VirtualResource]) {
        self.definitions = definitions
        byPlace = Dictionary(
            definitions.map { (Place(group: $0.type.group, version: $0.type.version, plural: $0.type.plural), $0) },
            uniquingKeysWith: { first, _ in first })
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

    func definition(_ attributes: RequestAttributes) -> ResourceDefinition? {
        byPlace[Place(group: attributes.group, version: attributes.version, plural: attributes.resource)]
    }

    func virtual(_ attributes: RequestAttributes) -> CreateVirtual? {
        let place = Place(group: attributes.group, version: attributes.version, plural: attributes.resource)
        return virtualByPath[VirtualKey(place: place, subresource: attributes.subresource)]
    }
}

import KubeAPI

/// The kinds that are served at the moment, each with the cache of its objects. Never changes: when a kind comes or goes,
/// another one takes its place, so whoever reads has one consistent picture and no lock.
final class ServedKinds: Sendable {
    struct Entry: Sendable {
        let definition: ResourceDefinition
        let kind: KindCache
    }

    private struct Place: Sendable, Hashable {
        let group: String
        let version: String
        let plural: String
    }

    /// Built-in kinds in discovery order, then custom ones.
    let definitions: [ResourceDefinition]
    /// The caches of the stored versions, by `plural.group`, which is also how keys in the store begin.
    let stored: [String: KindCache]
    /// The caches that stored objects feed, those of other versions included, by the name of the stored kind.
    let fed: [String: [KindCache]]
    /// Every cache.
    let all: [KindCache]
    /// Differs from that of every other table of this process.
    let generation: Int
    private let places: [Place: Entry]

    /// - Parameter previous: the table this one replaces; caches that can go on serving are taken over from it.
    init(_ definitions: [ResourceDefinition], replacing previous: ServedKinds? = nil) {
        self.definitions = definitions
        generation = (previous?.generation ?? 0) + 1
        var places: [Place: Entry] = [:]
        var stored: [String: KindCache] = [:]
        var fed: [String: [KindCache]] = [:]
        var all: [KindCache] = []
        for definition in definitions {
            let type = definition.type
            let place = Place(group: type.group, version: type.version, plural: type.plural)
            guard places[place] == nil else { continue }
            // A definition that has changed has another schema.
            let earlier = previous?.places[place].flatMap { $0.definition.schema === definition.schema ? $0.kind : nil }
            let kind = earlier ?? KindCache(definition)
            places[place] = Entry(definition: definition, kind: kind)
            all.append(kind)
            let storage = definition.conversion?.storage ?? type
            fed[storage.qualifiedName, default: []].append(kind)
            if storage.version == type.version, storage.group == type.group { stored[type.qualifiedName] = kind }
        }
        self.places = places
        self.stored = stored
        self.fed = fed
        self.all = all
    }

    func entry(group: String, version: String, plural: String) -> Entry? {
        places[Place(group: group, version: version, plural: plural)]
    }

    func kind(_ type: ResourceType) -> KindCache? {
        places[Place(group: type.group, version: type.version, plural: type.plural)]?.kind
    }
}

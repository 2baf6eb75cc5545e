package import JSON
package import KubeAPI

/// How the objects of one served version relate to the version they are stored in.
///
/// A definition with a conversion has a cache of its own, which holds every object as this version shows it. Nothing behind
/// the cache knows of other versions: GET, LIST, WATCH, patches, defaults, rules and columns all work on objects of the
/// version that was asked for, and only `StoredForm` converts, once when a change is applied and once when one is written.
/// The price is the memory of the second copy, so it suits kinds with few or small objects; kinds without a conversion pay
/// nothing.
///
/// Both closures are pure and total: what the other version cannot say is kept in annotations or dropped. `kind` and
/// `apiVersion` of the result are set by the caller.
package struct StorageConversion: Sendable {
    /// The kind and version that the store holds. It has a definition of its own, without a conversion.
    package let storage: ResourceType
    /// An object of this version as the stored version has it.
    package let toStorage: @Sendable (_ object: JSONValue) -> JSONValue
    /// A stored object as this version has it.
    package let fromStorage: @Sendable (_ object: JSONValue) -> JSONValue

    package init(
        storage: ResourceType, toStorage: @escaping @Sendable (_ object: JSONValue) -> JSONValue,
        fromStorage: @escaping @Sendable (_ object: JSONValue) -> JSONValue
    ) {
        self.storage = storage
        self.toStorage = toStorage
        self.fromStorage = fromStorage
    }
}

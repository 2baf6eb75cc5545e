package import KubeAPI
package import Schema

/// What happened to one object between the last change a subscriber took and now.
package enum InformerChange<S: Resource>: Sendable {
    /// There is a new state. `old` is the state this subscriber was told last; `nil` when it knew of none.
    case applied(Object<S>, old: Object<S>?)
    /// The object is gone; carries its last known state.
    case deleted(Object<S>)
    /// Everything there was at the first list has been told. Comes once.
    case synced

    package var object: Object<S>? {
        switch self {
        case .applied(let object, _), .deleted(let object): object
        case .synced: nil
        }
    }

    /// The objects that are gone: the deleted one, or the one in whose place there is another of the same name.
    package var lostUIDs: [String] {
        switch self {
        case .deleted(let object): [object.uid]
        case .applied(let object, let old?) where old.uid != object.uid: [old.uid]
        case .applied, .synced: []
        }
    }
}

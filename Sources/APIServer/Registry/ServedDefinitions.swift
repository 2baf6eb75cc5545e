/// The kinds that are served, which come and go with CustomResourceDefinitions.
package protocol ServedDefinitions: Sendable {
    /// What is served now: built-in kinds in discovery order, then custom ones.
    var definitions: [ResourceDefinition] { get }
    /// Another number whenever `definitions` are others. Costs nothing to read.
    var generation: Int { get }
}

extension StateCache: ServedDefinitions {
    package var definitions: [ResourceDefinition] { served.definitions }
    package var generation: Int { served.generation }
}

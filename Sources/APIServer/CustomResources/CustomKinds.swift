import AsyncTools
import JSON
import KubeAPI
import Store

/// The definitions of all kinds: the built-in ones, and those that the stored CustomResourceDefinitions make.
///
/// Fed by the loop of `StateCache` alone, so that the table of kinds is at every revision a function of the state.
final class CustomKinds: Sendable {
    private let builtIn: [ResourceDefinition]
    private let custom = Guarded<[String: Custom]>([:])

    /// One CustomResourceDefinition and what it makes.
    private struct Custom: Sendable {
        let essence: JSONValue
        /// No new objects are taken.
        let isEnding: Bool
        let kinds: [ResourceDefinition]

        init(_ tree: JSONValue, replacing before: Custom?) {
            let essence = CustomDefinition.essence(of: tree)
            let isEnding = tree["metadata"]?.has("deletionTimestamp") ?? false
            // The same schemas again where nothing has changed, so that their caches stay.
            let known = before.flatMap { $0.essence == essence && (isEnding || !$0.isEnding) ? $0.kinds : nil }
            let made = known ?? CustomDefinition.kinds(of: tree)
            self.essence = essence
            self.isEnding = isEnding
            kinds = isEnding ? made.map { kind in kind.with(kind.verbs.filter { $0 != "create" }) } : made
        }
    }

    static let keyPrefix = "/registry/\(CustomResourceDefinitionShape.type.qualifiedName)/"

    init(builtIn: [ResourceDefinition]) { self.builtIn = builtIn }

    /// Built-in kinds in discovery order, then custom ones by name.
    var definitions: [ResourceDefinition] {
        builtIn + custom.current.sorted { $0.key < $1.key }.flatMap(\.value.kinds)
    }

    /// Forgets everything and reads the definitions at one revision.
    func load(from store: any Store, at revision: Int64) async throws {
        var found: [String: Custom] = [:]
        let range = try await store.list(prefix: Self.keyPrefix, after: nil, limit: nil, at: revision)
        for value in range.values {
            let name = String(value.key.dropFirst(Self.keyPrefix.count))
            if let custom = Self.custom(value.value, replacing: self.custom.current[name]) { found[name] = custom }
        }
        custom.withLock { $0 = found }
    }

    /// Takes in a change of the store. Whether the kinds that are served have changed.
    func apply(_ event: StoreEvent) -> Bool {
        guard event.key.hasPrefix(Self.keyPrefix) else { return false }
        let name = String(event.key.dropFirst(Self.keyPrefix.count))
        let before = custom.current[name]
        var after: Custom?
        if case .put(let value, _) = event.change { after = Self.custom(value, replacing: before) }
        custom.withLock { $0[name] = after }
        return !Self.areSame(before?.kinds ?? [], after?.kinds ?? [])
    }

    private static func custom(_ value: [UInt8], replacing before: Custom?) -> Custom? {
        (try? JSONReader.read(value)).map { Custom($0, replacing: before) }
    }

    private static func areSame(_ left: [ResourceDefinition], _ right: [ResourceDefinition]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.schema === $1.schema && $0.verbs == $1.verbs }
    }
}

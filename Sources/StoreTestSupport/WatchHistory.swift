package import Store

/// What a watcher was told, and whether it fits what writers were answered and what the store holds in the end.
package struct WatchHistory: Sendable {
    private var events: [StoreEvent] = []
    private var disorder: [String] = []

    package init() {}

    package mutating func note(_ event: StoreEvent) {
        if let last = events.last, event.revision <= last.revision {
            disorder.append("revision \(event.revision) came after \(last.revision)")
        }
        events.append(event)
    }

    /// How the watch breaks its word: out of order, an answered write that it does not tell, or an end that is not the
    /// store's. `answered` are the writes by revision, each as `key=value`.
    package func breaches(against values: [StoredValue], answered: [Revision: String]) -> [String] {
        var told: [Revision: String] = [:]
        var state: [String: StoredValue] = [:]
        for event in events {
            switch event.change {
            case .put(let value, let created):
                state[event.key] = StoredValue(
                    key: event.key, value: value, createRevision: created, modRevision: event.revision)
                told[event.revision] = "\(event.key)=\(String(decoding: value, as: UTF8.self))"
            case .delete:
                state[event.key] = nil
                told[event.revision] = "\(event.key)=nothing"
            }
        }
        let missed = answered.filter { told[$0.key] != $0.value }.map {
            "\($0.value) at \($0.key) was told as \(told[$0.key] ?? "nothing at all")"
        }
        let end = Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0) })
        let different = Set(end.keys).union(state.keys.filter { $0.hasPrefix("/w/") }).filter { end[$0] != state[$0] }.map {
            "\($0) is \(Self.text(end[$0])) and was told to be \(Self.text(state[$0]))"
        }
        return disorder + missed + different
    }

    private static func text(_ value: StoredValue?) -> String {
        value.map { "\(String(decoding: $0.value, as: UTF8.self))@\($0.modRevision)" } ?? "nothing"
    }
}

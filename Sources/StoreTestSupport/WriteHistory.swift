package import Store

/// What writers tried to write and what they were answered, and whether a store kept to it.
///
/// A writer has at most one write of a key under way. So a key must be as its last answered write left it, or as the one
/// that was never answered would have left it; anything else is a lost write or one that nobody made. After a write that
/// was not answered its key is left alone: it may be made a little later.
package struct WriteHistory: Sendable {
    /// A line of a writer's report.
    package enum Line: Sendable {
        case tries(String, value: String?)
        case answered(String, Revision)
        /// It was said that the write was not made.
        case refused(String)

        package var text: String {
            switch self {
            case .tries(let key, let value?): "#put \(key) \(value)"
            case .tries(let key, nil): "#delete \(key)"
            case .answered(let key, let revision): "#answered \(key) \(revision)"
            case .refused(let key): "#refused \(key)"
            }
        }

        /// `nil` for a line that is not a writer's, or was cut off.
        package init?(_ text: String) {
            let words: [String] = text.split(separator: " ").map { String($0) }
            switch (words.first, words.count) {
            case ("#put", 3): self = .tries(words[1], value: words[2])
            case ("#delete", 2): self = .tries(words[1], value: nil)
            case ("#refused", 2): self = .refused(words[1])
            case ("#answered", 3):
                guard let revision = Revision(words[2]) else { return nil }
                self = .answered(words[1], revision)
            default: return nil
            }
        }
    }

    private struct State: Sendable {
        var value: String?
        /// `nil` while nothing was answered.
        var revision: Revision?
        /// The write under way; the outer `nil` when there is none.
        var open: String??
    }

    private var keys: [String: State] = [:]
    package private(set) var answers = 0

    package init() {}

    package mutating func note(_ line: Line) {
        switch line {
        case .tries(let key, let value): keys[key, default: State()].open = .some(value)
        case .answered(let key, let revision):
            answers += 1
            keys[key] = State(value: keys[key]?.open ?? nil, revision: revision)
        case .refused(let key): keys[key]?.open = .none
        }
    }

    /// How the store breaks its word; empty when it does not.
    package func breaches(in values: [StoredValue]) -> [String] {
        let found = Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0) })
        let unknown = found.keys.filter { keys[$0] == nil }.map { "\($0) was never written" }
        return unknown + keys.compactMap { key, state in Self.breach(key, state, found[key]) }
    }

    private static func breach(_ key: String, _ state: State, _ found: StoredValue?) -> String? {
        let text = found.map { String(decoding: $0.value, as: UTF8.self) }
        if text == state.value, found == nil || found?.modRevision == state.revision { return nil }
        if let open = state.open, text == open {
            let isNewer = found.map { $0.modRevision > (state.revision ?? 1) } ?? true
            return isNewer ? nil : "\(key) was written at an old revision"
        }
        let wanted = state.value.map { "\($0)@\(state.revision ?? 0)" } ?? "nothing"
        return
            "\(key) is \(found.map { "\(String(decoding: $0.value, as: UTF8.self))@\($0.modRevision)" } ?? "nothing") and not \(wanted)"
    }
}

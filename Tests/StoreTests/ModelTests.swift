import Store
import Testing

/// Long random histories, made in a real store and in memory: both must answer everything alike.
@Suite struct ModelTests {
    @Test(arguments: [Backend.sqlite, .etcd].filter(Backend.allCases.contains), 1...6)
    func backendsAnswerRandomHistoriesAsTheModelDoes(_ backend: Backend, _ seed: UInt64) async throws {
        try await backend.withStore { store in
            let model = MemoryStore()
            var random = Generator(state: seed)
            for _ in 0..<400 {
                let step = Step.random(&random, newest: try await model.currentRevision)
                let expected = await step.run(on: model)
                let answer = await step.run(on: store)
                #expect(answer == expected, "\(step)")
            }
            let everything = Step.list(prefix: "", after: nil, limit: nil, at: nil)
            let expected = await everything.run(on: model)
            #expect(await everything.run(on: store) == expected)
        }
    }
}

/// Equal seeds give equal histories (SplitMix64).
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private enum Step {
    case commit(Mutation)
    case get(String, at: Revision?)
    case list(prefix: String, after: String?, limit: Int?, at: Revision?)
    case history(prefix: String, after: Revision)
    case compact(Revision)

    private static let keys = ["/a", "/a/", "/a/1", "/a/2", "/a/é", "/a\0", "/b", "/b/1", "/b/\u{10FFFF}", "/c/1/2"]
    private static let prefixes = ["", "/", "/a", "/a/", "/b/", "/c/", "/d"]

    static func random(_ random: inout Generator, newest: Revision) -> Step {
        let key = keys.randomElement(using: &random) ?? ""
        let prefix = prefixes.randomElement(using: &random) ?? ""
        // Now and then from before the beginning, and from the future.
        let revision = Revision.random(in: -1...(newest + 1), using: &random)
        let at = Bool.random(using: &random) ? revision : nil
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<10: return .commit(mutation(key, revision, &random))
        case 10..<13: return .get(key, at: at)
        case 13..<17:
            let limit = Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil
            return .list(prefix: prefix, after: Bool.random(using: &random) ? key : nil, limit: limit, at: at)
        case 17..<19: return .history(prefix: prefix, after: revision)
        // Seldom far, so that there is a history.
        default: return .compact(min(revision, newest / 3))
        }
    }

    private static func mutation(_ key: String, _ revision: Revision, _ random: inout Generator) -> Mutation {
        let conditions: [Precondition] = [.none, .none, .absent, .modRevision(revision)]
        let length = Int.random(in: 0..<40, using: &random)
        let value = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return Mutation(
            key: key, value: Int.random(in: 0..<4, using: &random) == 0 ? nil : value,
            precondition: conditions.randomElement(using: &random) ?? .none)
    }

    /// The answer or the error, as text.
    func run(on store: any Store) async -> String {
        do {
            switch self {
            case .commit(let mutation): return "\(try await store.commit(mutation))"
            case .get(let key, let revision): return "\(String(describing: try await store.get(key, at: revision)))"
            case .list(let prefix, let after, let limit, let revision):
                return "\(try await store.list(prefix: prefix, after: after, limit: limit, at: revision))"
            case .history(let prefix, let revision): return try await history(prefix, after: revision, in: store)
            case .compact(let revision):
                try await store.compact(before: revision)
                return "compacted"
            }
        } catch {
            return "\(error)"
        }
    }

    /// All events of a prefix up to now. A last event of a key of its own marks the end.
    private func history(_ prefix: String, after revision: Revision, in store: any Store) async throws -> String {
        let watch = try await store.watch(prefix: prefix, after: revision)
        let end = try await store.put(prefix + "/end", "")
        var lines: [String] = []
        for try await batch in watch {
            lines += batch.map(\.line)
            if let last = batch.last, last.revision >= end { break }
        }
        return lines.joined(separator: "\n")
    }
}

import JSON

/// What a read says about the state it wants to see (`resourceVersion`, `resourceVersionMatch`).
enum ResourceVersion: Sendable, Hashable {
    /// The newest state.
    case newest
    /// Any state, however old.
    case any
    case notOlderThan(Int64)
    case exactly(Int64)

    /// - Parameter number: `nil` when none was given.
    init(_ number: Int64?, exact: Bool) {
        switch number {
        case nil: self = .newest
        case 0?: self = .any
        case let number?: self = exact ? .exactly(number) : .notOlderThan(number)
        }
    }

    /// 0 when none is asked for.
    var number: Int64 {
        switch self {
        case .newest, .any: 0
        case .notOlderThan(let number), .exactly(let number): number
        }
    }

    /// The version of a read of one object, which is always a lower bound.
    static func minimum(_ query: Query) throws(StatusError) -> Int64? {
        let number = try number(query["resourceVersion"] ?? "")
        return number == 0 ? nil : number
    }

    /// `nil` for the empty text.
    static func number(_ text: String) throws(StatusError) -> Int64? {
        if text.isEmpty { return nil }
        guard let number = UInt64(text) else {
            throw .badRequest(
                "invalid resource version: resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing "
                    + "\"\(text)\": invalid syntax")
        }
        return Int64(clamping: number)
    }
}

extension KindCache {
    private static let patience: Duration = .seconds(3)
    private static let pause: Duration = .milliseconds(50)

    /// Waits until a version has come to pass. Throws a 504 when that does not happen within three seconds.
    func waitUntil(_ version: Int64) async throws(StatusError) {
        if version <= revision { return }
        let end = ContinuousClock.now + Self.patience
        while version > revision {
            guard ContinuousClock.now < end, (try? await Task.sleep(for: Self.pause)) != nil else {
                throw .futureVersion(version, current: revision)
            }
        }
    }
}

extension StatusError {
    static func futureVersion(_ version: Int64, current: Int64) -> StatusError {
        StatusError(
            code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(version), current: \(current)",
            subject: Subject(),
            causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
            retryAfterSeconds: 1)
    }
}

import AsyncTools
import Schema

/// One change of one object, kept for the watchers. What they are sent is encoded once per syntax and shared.
final class WatchEvent: Sendable {
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
        case bookmark = "BOOKMARK"
        case error = "ERROR"
    }

    let kind: Kind
    let revision: Int64
    /// The object after the change; for a deletion its last state, at the deletion's revision.
    let object: CachedObject
    /// The object before a modification.
    let previous: CachedObject?
    private let encoded = Guarded(Encoded())

    private struct Encoded: Sendable {
        var json: [UInt8]?
        var protobuf: [UInt8]?
    }

    init(kind: Kind, revision: Int64, object: CachedObject, previous: CachedObject?) {
        self.kind = kind
        self.revision = revision
        self.object = object
        self.previous = previous
    }

    /// What this change is to somebody who sees only what a filter lets through; `nil` when it is nothing.
    func seen(through filter: ObjectFilter) -> Kind? {
        guard filter.matchesKey(object.key) else { return nil }
        if filter.selectsByKeyOnly { return kind }
        let isVisible = filter.matches(object)
        switch kind {
        case .modified:
            let wasVisible = previous.map(filter.matches) ?? false
            if isVisible { return wasVisible ? .modified : .added }
            return wasVisible ? .deleted : nil
        case .deleted: return (previous.map(filter.matches) ?? isVisible) ? .deleted : nil
        default: return isVisible ? kind : nil
        }
    }

    /// The object to show for a change that is seen as `kind`: what leaves the selection is shown as it last was in it.
    func object(seenAs seen: Kind, form: StoredForm) -> CachedObject {
        guard seen == .deleted, kind == .modified, let previous else { return object }
        return previous.at(revision, in: form)
    }

    /// The JSON line for a change that is seen as `kind`.
    func line(seenAs seen: Kind, form: StoredForm) -> [UInt8] {
        guard seen == kind else { return Self.line(seen, object(seenAs: seen, form: form).bytes) }
        if let ready = encoded.withLock({ $0.json }) { return ready }
        let fresh = Self.line(kind, object.bytes)
        encoded.withLock { $0.json = fresh }
        return fresh
    }

    /// The protobuf frame for a change that is seen as `kind`.
    ///
    /// - Parameter body: makes the protobuf body of an object from its JSON text.
    func frame(seenAs seen: Kind, form: StoredForm, body: (_ json: [UInt8]) -> [UInt8]) -> [UInt8] {
        guard seen == kind else { return Self.frame(seen, body(object(seenAs: seen, form: form).bytes)) }
        if let ready = encoded.withLock({ $0.protobuf }) { return ready }
        let fresh = Self.frame(kind, body(object.bytes))
        encoded.withLock { $0.protobuf = fresh }
        return fresh
    }

    /// `{"type":T,"object":O}` and a newline.
    static func line(_ kind: Kind, _ object: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(object.count + 40)
        output.append(contentsOf: "{\"type\":\"".utf8)
        output.append(contentsOf: kind.rawValue.utf8)
        output.append(contentsOf: "\",\"object\":".utf8)
        output.append(contentsOf: object)
        output.append(contentsOf: "}\n".utf8)
        return output
    }

    /// A `WatchEvent` message of `meta/v1` behind its length in four bytes, most significant first.
    ///
    /// - Parameter body: the object in its own protobuf envelope.
    static func frame(_ kind: Kind, _ body: [UInt8]) -> [UInt8] {
        var writer = WireWriter([0, 0, 0, 0])
        writer.reserve(body.count + 32)
        writer.text(1, kind.rawValue)
        let object = writer.begin(2)
        writer.delimited(1, body)
        writer.end(object)
        var frame = writer.bytes
        let count = UInt32(clamping: frame.count - 4)
        for index in 0..<4 { frame[index] = UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32(index))) }
        return frame
    }
}

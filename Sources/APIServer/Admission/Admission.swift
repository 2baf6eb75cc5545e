import AsyncTools
package import JSON
package import KubeAPI

/// A write on its way to the store, as admission sees it.
package struct AdmissionOperation: Sendable {
    package enum Kind: String, Sendable { case create, update, delete, connect }

    package let kind: Kind
    package let type: ResourceType
    /// Empty for the object itself.
    package let subresource: String
    package let namespace: String
    package let name: String
    /// What refusals call the object: its name, or, before it has one, what the client gave instead.
    package var shownName: String
    package let user: UserInfo
    package let isDryRun: Bool
    /// The new object; `nil` for a delete.
    package var object: JSONValue?
    /// The stored object; `nil` for a create.
    package let old: JSONValue?
    private let notes = AdmissionNotes()

    package init(
        kind: Kind, type: ResourceType, subresource: String, namespace: String, name: String, user: UserInfo,
        isDryRun: Bool, object: JSONValue?, old: JSONValue?
    ) {
        self.kind = kind
        self.type = type
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        shownName = name
        self.user = user
        self.isDryRun = isDryRun
        self.object = object
        self.old = old
    }

    /// Whether the write is of a kind of the core group, or of another.
    package func isOf(_ kind: String, group: String = "") -> Bool { type.kind == kind && type.group == group }

    /// A 403 about the object.
    package func forbidden(_ why: String) -> StatusError {
        .forbidden(StatusError.Subject(group: type.group, kind: type.plural, name: shownName), why)
    }

    /// Adds a `Warning` header to the answer; a text that is there already is not repeated. Both phases may.
    package func warn(_ text: String) {
        notes.state.withLock { state in
            // No answer has room for more.
            if state.warnings.count < 4096, state.known.insert(text).inserted { state.warnings.append(text) }
        }
    }

    /// Tells the audit log something about this write.
    package func annotateAudit(_ key: String, _ value: String) {
        notes.state.withLock { $0.auditAnnotations[key] = value }
    }

    /// Leaves word of how to take back what a plug-in took for this write; done when the object is surely not stored.
    package func ifNotStored(_ undo: @escaping @Sendable () async -> Void) {
        notes.state.withLock { $0.undo.append(undo) }
    }

    /// The object was refused, or somebody was faster.
    package func abandon() async {
        let undo = notes.state.withLock { state in
            defer { state.undo = [] }
            return state.undo
        }
        for step in undo { await step() }
    }

    package var warnings: [String] { notes.state.current.warnings }
    package var auditAnnotations: [String: String] { notes.state.current.auditAnnotations }
}

/// What plug-ins say beside yes and no. Shared by all copies of one operation.
private final class AdmissionNotes: Sendable {
    struct State: Sendable {
        var warnings: [String] = []
        /// The same, to find repetitions.
        var known: Set<String> = []
        var auditAnnotations: [String: String] = [:]
        var undo: [@Sendable () async -> Void] = []
    }

    let state = Guarded(State())
}

/// One built-in admission plug-in. Each part defaults to doing nothing.
package protocol AdmissionPlugin: Sendable {
    /// Changes the object before it is validated.
    func mutate(_ operation: inout AdmissionOperation) async throws(StatusError)
    /// Whether others outside of this server change the object here. What they add is then shown to all before once more.
    var asksOthers: Bool { get }
    /// Refuses by throwing.
    func validate(_ operation: AdmissionOperation) async throws(StatusError)
    /// Work of its own beside the requests, until cancelled.
    func run() async
}

extension AdmissionPlugin {
    package var asksOthers: Bool { false }
    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {}
    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {}
    package func run() async {}
}

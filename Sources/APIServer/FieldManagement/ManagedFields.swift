import JSON
import Schema

/// `metadata.managedFields`: who set which fields, and how.
struct ManagedFields: Sendable, Hashable {
    enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    /// Whoever holds fields: one entry of the list.
    struct Manager: Sendable, Hashable {
        let name: String
        let operation: Operation
        /// The version that the fields are written in.
        let apiVersion: String
        var subresource = ""

        /// One who applies stays the same when it applies another version.
        func isSame(as other: Manager) -> Bool {
            name == other.name && operation == other.operation && subresource == other.subresource
                && (operation == .apply || apiVersion == other.apiVersion)
        }
    }

    struct Entry: Sendable, Hashable {
        var manager: Manager
        var fields: FieldSet
        /// RFC 3339; `nil` when the manager came to its fields without changing one.
        var time: String?
    }

    /// More entries of updates than this are merged, from the oldest on.
    private static let maximumUpdates = 10
    private static let nameOfMerged = "ancient-changes"
    /// A list of more entries than this is not taken from a client.
    private static let maximumSent = 100

    private(set) var entries: [Entry] = []

    init() {}

    /// What this server stored. Entries that are not of its making are left out.
    init(stored list: JSONValue?) {
        for item in list?.arrayValue ?? [] {
            guard let manager = Manager(item), let fields = item["fieldsV1"]?.objectValue else { continue }
            entries.append(Entry(manager: manager, fields: FieldSet(canonical: fields), time: item["time"]?.stringValue))
        }
    }

    /// What a client sent. Throws when an entry is not valid.
    init(sent list: JSONValue) throws(FieldSetError) {
        let items = list.arrayValue ?? []
        guard items.count <= Self.maximumSent else { throw FieldSetError(reason: "too many entries in managedFields") }
        for item in items {
            guard let manager = Manager(item), !manager.apiVersion.isEmpty, item.text("fieldsType") == "FieldsV1" else {
                throw FieldSetError(reason: "an entry of managedFields is not valid")
            }
            add(try FieldSet(item["fieldsV1"] ?? .emptyObject), to: manager, at: item["time"]?.stringValue)
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    subscript(manager: Manager) -> Entry? { entries.first { $0.manager.isSame(as: manager) } }

    /// Gives fields to a manager, beside those it has.
    mutating func add(_ fields: FieldSet, to manager: Manager, at time: String?) {
        guard let index = entries.firstIndex(where: { $0.manager.isSame(as: manager) }) else {
            return entries.append(Entry(manager: manager, fields: fields, time: time))
        }
        entries[index].fields = entries[index].fields.union(fields)
        if let time { entries[index].time = time }
    }

    /// Adds an entry beside those there are, unless nothing is left of it.
    mutating func append(_ entry: Entry, without fields: FieldSet = FieldSet()) {
        var entry = entry
        entry.fields = entry.fields.difference(fields)
        if !entry.fields.isEmpty { entries.append(entry) }
    }

    /// Makes the fields of a manager these. Its time stays unless another is given.
    mutating func set(_ fields: FieldSet, of manager: Manager, at time: String?) {
        guard let index = entries.firstIndex(where: { $0.manager.isSame(as: manager) }) else {
            return entries.append(Entry(manager: manager, fields: fields, time: time))
        }
        entries[index] = Entry(manager: manager, fields: fields, time: time ?? entries[index].time)
    }

    /// Takes fields away from everybody but one. Who is left with none goes.
    mutating func take(_ fields: FieldSet, exceptFrom manager: Manager? = nil) {
        if !fields.isEmpty {
            for index in entries.indices where manager.map({ entries[index].manager.isSame(as: $0) }) != true {
                entries[index].fields = entries[index].fields.difference(fields)
            }
        }
        entries.removeAll { $0.fields.isEmpty }
    }

    /// The list, in the order in which Kubernetes writes it; `nil` when it is empty.
    var json: JSONValue? {
        if entries.isEmpty { return nil }
        return .array(entries.sorted(by: Entry.comesBefore).map(\.json))
    }

    /// Merges the oldest updates of one version into one entry, until few enough are left.
    mutating func mergeOldUpdates() {
        var updates = entries.filter { $0.manager.operation == .update }
        guard updates.count > Self.maximumUpdates else { return }
        updates.sort(by: Entry.comesBefore)
        var excess = updates.count - Self.maximumUpdates
        var oldest: [String: Entry] = [:]
        for entry in updates where excess > 0 {
            guard let first = oldest[entry.manager.apiVersion] else {
                oldest[entry.manager.apiVersion] = entry
                continue
            }
            let merged = Manager(name: Self.nameOfMerged, operation: .update, apiVersion: entry.manager.apiVersion)
            entries.removeAll { $0.manager == first.manager || $0.manager == entry.manager }
            add(first.fields.union(entry.fields), to: merged, at: entry.time)
            oldest[entry.manager.apiVersion] = self[merged]
            excess -= 1
        }
    }
}

extension ManagedFields.Manager {
    fileprivate init?(_ entry: JSONValue) {
        guard let operation = ManagedFields.Operation(rawValue: entry.text("operation")) else { return nil }
        self.init(
            name: entry.text("manager"), operation: operation, apiVersion: entry.text("apiVersion"),
            subresource: entry.text("subresource"))
    }
}

extension ManagedFields.Entry {
    fileprivate static func comesBefore(_ left: Self, _ right: Self) -> Bool {
        let (mine, theirs) = (left.manager, right.manager)
        if mine.operation != theirs.operation { return mine.operation == .apply }
        return (left.time ?? "", mine.name, mine.apiVersion, mine.subresource)
            < (right.time ?? "", theirs.name, theirs.apiVersion, theirs.subresource)
    }

    fileprivate var json: JSONValue {
        var entry: [JSONObject.Member] = []
        entry.reserveCapacity(7)
        entry.append(.init(key: "manager", value: .string(manager.name)))
        entry.append(.init(key: "operation", value: .string(manager.operation.rawValue)))
        entry.append(.init(key: "apiVersion", value: .string(manager.apiVersion)))
        if let time { entry.append(.init(key: "time", value: .string(time))) }
        entry.append(.init(key: "fieldsType", value: "FieldsV1"))
        entry.append(.init(key: "fieldsV1", value: .object(fields.json)))
        if !manager.subresource.isEmpty { entry.append(.init(key: "subresource", value: .string(manager.subresource))) }
        return .object(JSONObject(entry))
    }
}

import JSON
import KubeAPI

/// `events.k8s.io/v1` and core Events: the same fields under other names.
enum EventConversion {
    static let events = StorageConversion(
        storage: EventShape.type, toStorage: { rename($0, toCore) }, fromStorage: { rename($0, fromCore) })

    private static let toCore = [
        "regarding": "involvedObject", "note": "message", "reportingController": "reportingComponent",
        "deprecatedSource": "source", "deprecatedFirstTimestamp": "firstTimestamp",
        "deprecatedLastTimestamp": "lastTimestamp", "deprecatedCount": "count",
    ]
    private static let fromCore = Dictionary(uniqueKeysWithValues: toCore.map { ($0.value, $0.key) })

    private static func rename(_ event: JSONValue, _ names: [String: String]) -> JSONValue {
        let members = event.objectValue?.members ?? []
        return .object(JSONObject(members.map { JSONObject.Member(key: names[$0.key] ?? $0.key, value: $0.value) }))
    }
}

import JSON
import KubeAPI
import Schema

extension Columns {
    private static let eventColumns = [
        column("Last Seen", "How long ago it happened last."), column("Type", "Normal or Warning."),
        column("Reason", "What happened, in a word."), column("Object", "What it happened to."),
        wide("Subobject", "The part of the object it happened to."), wide("Source", "Who reports it."),
        column("Message", "What happened, in a sentence."), wide("First Seen", "How long ago it happened first."),
        wide("Count", "How often it happened."), wide("Name", "The event's name.", format: "name"),
    ]

    static let events = TableColumns(
        columns: eventColumns,
        cells: { object, now in
            let event = Event(json: object)
            let series = event.series
            return EventRow(
                name: event.name, type: event.type, reason: event.reason, message: event.message,
                subject: event.involvedObject, source: event.source, reporter: event.reportingComponent,
                instance: event.reportingInstance, first: event.firstTimestamp ?? event.eventTime?.time,
                last: series?.lastObservedTime?.time ?? event.lastTimestamp,
                count: series.map(\.count) ?? event.count
            ).cells(now)
        })

    /// The same objects in the shape of `events.k8s.io`.
    static let groupEvents = TableColumns(
        columns: eventColumns,
        cells: { object, now in
            let event = EventsEvent(json: object)
            let series = event.series
            return EventRow(
                name: event.name, type: event.type, reason: event.reason, message: event.note, subject: event.regarding,
                source: event.deprecatedSource, reporter: event.reportingController, instance: event.reportingInstance,
                first: event.deprecatedFirstTimestamp ?? object["eventTime"].flatMap(Timestamp.init(json:)),
                last: series?.lastObservedTime.time ?? event.deprecatedLastTimestamp,
                count: series.map(\.count) ?? event.deprecatedCount
            ).cells(now)
        })
}

/// What both kinds of events show.
private struct EventRow {
    let name: String
    let type: String
    let reason: String
    let message: String
    let subject: ObjectReference
    let source: EventSource
    let reporter: String
    let instance: String
    let first: Timestamp?
    let last: Timestamp?
    let count: Int32

    func cells(_ now: Timestamp) -> [JSONValue] {
        let kind = subject.kind.lowercased()
        return [
            .string(HumanDuration.since(last ?? first, now: now)), .string(type), .string(reason),
            .string(subject.name.isEmpty ? kind : "\(kind)/\(subject.name)"), .string(subject.fieldPath),
            .string(sourceText), .string(trimmedMessage), .string(HumanDuration.since(first, now: now)),
            .int(Int64(max(count, 1))), .string(name),
        ]
    }

    private var sourceText: String {
        let component = source.component.isEmpty ? reporter : source.component
        let host = source.component.isEmpty ? instance : source.host
        return host.isEmpty ? component : "\(component), \(host)"
    }

    private var trimmedMessage: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let start = message.firstIndex { !isSpace($0) } ?? message.endIndex
        let end = message.lastIndex { !isSpace($0) }.map { message.index(after: $0) } ?? start
        return String(message[start..<end])
    }
}

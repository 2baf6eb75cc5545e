import JSON
package import Schema

package struct EventsEventShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.events.v1.Event", "A events event.")
    package static let type = ResourceType(
        group: "events.k8s.io", version: "v1", plural: "events", singular: "event", kind: "Event", isNamespaced: true,
        shortNames: ["ev"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let eventTime = Value<MicroTimestamp>(2, "The event time.", required: true)
    package let series = Field<EventsEventSeries>(3, "The series.")
    package let reportingController = Value<String>(4, "The reporting controller.")
    package let reportingInstance = Value<String>(5, "The reporting instance.")
    package let action = Value<String>(6, "The action.")
    package let reason = Value<String>(7, "The reason.")
    package let regarding = Value<ObjectReference>(8, "The regarding.", default: [:])
    package let related = Field<ObjectReference>(9, "The related.")
    package let note = Value<String>(10, "The note.")
    package let type = Value<String>(11, "The type.")
    package let deprecatedSource = Value<EventSource>(12, "The deprecated source.", default: [:])
    package let deprecatedFirstTimestamp = Field<Timestamp>(13, "The deprecated first timestamp.")
    package let deprecatedLastTimestamp = Field<Timestamp>(14, "The deprecated last timestamp.")
    package let deprecatedCount = Value<Int32>(15, "The deprecated count.")
}
package typealias EventsEvent = Object<EventsEventShape>

package struct EventsEventSeriesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.events.v1.EventSeries", "A events event series.")

    package let count = Value<Int32>(1, "The count.", required: true)
    package let lastObservedTime = Value<MicroTimestamp>(2, "The last observed time.", required: true)
}
package typealias EventsEventSeries = Object<EventsEventSeriesShape>

import JSON
package import Schema

package struct EventShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Event", "A event.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "events", singular: "event", kind: "Event", isNamespaced: true,
        shortNames: ["ev"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.", required: true)
    package let involvedObject = Value<ObjectReference>(2, "The involved object.", required: true)
    package let reason = Value<String>(3, "The reason.")
    package let message = Value<String>(4, "The message.")
    package let source = Value<EventSource>(5, "The source.", default: [:])
    package let firstTimestamp = Field<Timestamp>(6, "The first timestamp.")
    package let lastTimestamp = Field<Timestamp>(7, "The last timestamp.")
    package let count = Value<Int32>(8, "The count.")
    package let type = Value<String>(9, "The type.")
    package let eventTime = Field<MicroTimestamp>(10, "The event time.")
    package let series = Field<EventSeries>(11, "The series.")
    package let action = Value<String>(12, "The action.")
    package let related = Field<ObjectReference>(13, "The related.")
    package let reportingComponent = Value<String>(14, "The reporting component.")
    package let reportingInstance = Value<String>(15, "The reporting instance.")
}
package typealias Event = Object<EventShape>

package struct EventSeriesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EventSeries", "A event series.")

    package let count = Value<Int32>(1, "The count.")
    package let lastObservedTime = Field<MicroTimestamp>(2, "The last observed time.")
}
package typealias EventSeries = Object<EventSeriesShape>

package struct EventSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EventSource", "A event source.")

    package let component = Value<String>(1, "The component.")
    package let host = Value<String>(2, "The host.")
}
package typealias EventSource = Object<EventSourceShape>

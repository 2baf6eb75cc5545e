import JSON
package import Schema

package struct EventShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Event", "Something that happened to an object.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "events", singular: "event", kind: "Event", isNamespaced: true, shortNames: ["ev"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.", required: true)
    package let involvedObject = Value<ObjectReference>(2, "The object it happened to.", required: true)
    package let reason = Value<String>(3, "What happened, in a CamelCase word.")
    package let message = Value<String>(4, "What happened, in a sentence.")
    package let source = Value<EventSource>(5, "Who reports it.", default: [:])
    package let firstTimestamp = Field<Timestamp>(6, "When it happened first.")
    package let lastTimestamp = Field<Timestamp>(7, "When it happened last.")
    package let count = Value<Int32>(8, "How often it happened.")
    package let type = Value<String>(9, "`Normal` or `Warning`.")
    package let eventTime = Field<MicroTimestamp>(10, "When it happened first, in microseconds.")
    package let series = Field<EventSeries>(11, "How the event goes on, when it repeats.")
    package let action = Value<String>(12, "What was done about the object.")
    package let related = Field<ObjectReference>(13, "A second object that has to do with it.")
    package let reportingComponent = Value<String>(14, "The controller that reports it.")
    package let reportingInstance = Value<String>(15, "Which instance of that controller.")
}
package typealias Event = Object<EventShape>

package struct EventSeriesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EventSeries", "An event that repeats.")

    package let count = Value<Int32>(1, "How often it happened so far.")
    package let lastObservedTime = Field<MicroTimestamp>(2, "When it happened last.")
}
package typealias EventSeries = Object<EventSeriesShape>

package struct EventSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EventSource", "Who reports an event.")

    package let component = Value<String>(1, "The component.")
    package let host = Value<String>(2, "The node the component runs on.")
}
package typealias EventSource = Object<EventSourceShape>

import JSON
package import Schema

package struct EventsEventShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.events.v1.Event", "Something that happened to an object.")
    package static let type = ResourceType(
        group: "events.k8s.io", version: "v1", plural: "events", singular: "event", kind: "Event", isNamespaced: true,
        shortNames: ["ev"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let eventTime = Value<MicroTimestamp>(2, "When it happened first.", required: true)
    package let series = Field<EventsEventSeries>(3, "How the event goes on, when it repeats.")
    package let reportingController = Value<String>(4, "The controller that reports it.")
    package let reportingInstance = Value<String>(5, "Which instance of that controller.")
    package let action = Value<String>(6, "What was done about the object.")
    package let reason = Value<String>(7, "What happened, in a CamelCase word.")
    package let regarding = Value<ObjectReference>(8, "The object it happened to.", default: [:])
    package let related = Field<ObjectReference>(9, "A second object that has to do with it.")
    package let note = Value<String>(10, "What happened, in a sentence of at most 1 kB.")
    package let type = Value<String>(11, "`Normal` or `Warning`.")
    package let deprecatedSource = Value<EventSource>(12, "Who reports it, in events of the older kind.", default: [:])
    package let deprecatedFirstTimestamp = Field<Timestamp>(13, "When it happened first, in events of the older kind.")
    package let deprecatedLastTimestamp = Field<Timestamp>(14, "When it happened last, in events of the older kind.")
    package let deprecatedCount = Value<Int32>(15, "How often it happened, in events of the older kind.")
}
package typealias EventsEvent = Object<EventsEventShape>

package struct EventsEventSeriesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.events.v1.EventSeries", "An event that repeats.")

    package let count = Value<Int32>(1, "How often it happened so far.", required: true)
    package let lastObservedTime = Value<MicroTimestamp>(2, "When it happened last.", required: true)
}
package typealias EventsEventSeries = Object<EventsEventSeriesShape>

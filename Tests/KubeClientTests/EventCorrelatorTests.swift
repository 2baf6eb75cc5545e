import KubeAPI
import Schema
import Testing

@testable import KubeClient

@Suite struct EventCorrelatorTests {
    private let start = ContinuousClock.now

    private func event(_ name: String, _ message: String) -> EventIdentity {
        let subject = ObjectReference {
            $0.kind = "ReplicaSet"
            $0.name = name
        }
        return EventIdentity(subject: subject, type: "Warning", reason: "FailedCreate", message: message)
    }

    @Test func manyDifferentMessagesOfOneReasonBecomeOneEvent() {
        var correlator = EventCorrelator()
        let admitted = (1...15).map { correlator.admit(event("web", "no \($0)"), now: start) }
        #expect(admitted.prefix(9).allSatisfy { $0?.isCombined == false })
        #expect(Set(admitted.suffix(6)) == [event("web", "").combined])
        #expect(correlator.admit(event("db", "no"), now: start)?.isCombined == false)
    }

    @Test func aMessageThatIsKnownStaysItself() {
        var correlator = EventCorrelator()
        for number in 1...12 { _ = correlator.admit(event("web", "no \(number)"), now: start) }
        #expect(correlator.admit(event("web", "no 1"), now: start) == event("web", "no 1"))
    }

    @Test func afterTenQuietMinutesMessagesAreToldApartAgain() {
        var correlator = EventCorrelator()
        for number in 1...12 { _ = correlator.admit(event("web", "no \(number)"), now: start) }
        let later = start + .seconds(601)
        #expect(correlator.admit(event("web", "no 13"), now: later) == event("web", "no 13"))
    }

    @Test func aFloodAboutOneObjectIsCutOffAndComesBackSlowly() {
        var correlator = EventCorrelator()
        let flood = (1...40).compactMap { _ in correlator.admit(event("web", "no"), now: start) }
        #expect(flood.count == 25)
        #expect(correlator.admit(event("db", "no"), now: start) != nil)
        #expect(correlator.admit(event("web", "no"), now: start + .seconds(299)) == nil)
        #expect(correlator.admit(event("web", "no"), now: start + .seconds(300)) != nil)
        #expect(correlator.admit(event("web", "no"), now: start + .seconds(301)) == nil)
    }
}

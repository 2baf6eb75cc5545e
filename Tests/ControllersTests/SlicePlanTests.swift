import KubeAPI
import Schema
import Testing

@testable import Controllers

@Suite struct SlicePlanTests {
    private func endpoint(_ number: Int, ready: Bool = true) -> Endpoint {
        Endpoint {
            $0.addresses = ["10.0.0.\(number)"]
            $0.conditions = EndpointConditions { $0.ready = ready }
            $0.targetRef = ObjectReference { $0.uid = "uid-\(number)" }
        }
    }

    private func slice(_ name: String, _ numbers: some Sequence<Int>) -> EndpointSlice {
        EndpointSlice(name: name, namespace: "n") { $0.endpoints = numbers.map { endpoint($0) } }
    }

    private func plan(_ existing: [EndpointSlice], _ numbers: some Sequence<Int>, keepsEmpty: Bool = false) -> SlicePlan {
        SlicePlan(existing: existing, wanted: numbers.map { endpoint($0) }, keepsEmpty: keepsEmpty)
    }

    @Test func nothingIsWrittenWhenNothingChanged() {
        let plan = plan([slice("a", 0..<5)], 0..<5)
        #expect(plan.create.isEmpty && plan.update.isEmpty && plan.delete.isEmpty)
    }

    @Test func manyEndpointsAreCutIntoSlicesOfAHundred() {
        #expect(plan([], 0..<250).create.map(\.count) == [100, 100, 50])
    }

    @Test func newEndpointsFillSlicesWithRoom() {
        let plan = plan([slice("a", 0..<100), slice("b", 100..<150)], 0..<160)
        #expect(plan.create.isEmpty)
        #expect(plan.update.map(\.name) == ["b"])
        #expect(plan.update.first?.endpoints.count == 60)
    }

    @Test func endpointsStayInTheirSlices() {
        let plan = plan([slice("a", 0..<3), slice("b", 3..<6)], [0, 1, 3, 4, 5])
        #expect(plan.update.map(\.name) == ["a"])
        #expect(plan.update.first?.endpoints.map(\.identity) == ["uid-0", "uid-1"])
        #expect(plan.delete.isEmpty)
    }

    @Test func aSliceThatIsWrittenAnywayTakesTheNewOnes() {
        let plan = plan([slice("a", 0..<3), slice("b", 3..<6)], [0, 1, 2, 3, 4, 7])
        #expect(plan.update.map(\.name) == ["b"])
        #expect(plan.update.first?.endpoints.map(\.identity) == ["uid-3", "uid-4", "uid-7"])
    }

    @Test func aChangedConditionIsWritten() {
        let plan = SlicePlan(existing: [slice("a", 0..<2)], wanted: [endpoint(0), endpoint(1, ready: false)], keepsEmpty: false)
        #expect(plan.update.first?.endpoints.last?.conditions.ready == false)
    }

    @Test func emptySlicesGoButOneIsKeptForAServiceWithoutPods() {
        #expect(plan([slice("a", 0..<2), slice("b", 2..<4)], 2..<4).delete.map(\.name) == ["a"])
        let none = plan([slice("a", 0..<2), slice("b", 2..<4)], [], keepsEmpty: true)
        #expect(none.update.map(\.name) == ["a"])
        #expect(none.delete.map(\.name) == ["b"])
        #expect(plan([], [], keepsEmpty: true).create == [[]])
        #expect(plan([slice("a", [])], [], keepsEmpty: true).update.isEmpty)
    }
}

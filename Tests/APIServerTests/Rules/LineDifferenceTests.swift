import JSON
import Testing

@testable import APIServer

@Suite struct LineDifferenceTests {
    @Test func changesAreShownWithTheirSurroundings() {
        let left: JSONValue = ["a": 1, "b": [1, 2], "c": "x<y", "d": .null, "e": .emptyObject, "f": []]
        var right = left
        right["c"] = "z"
        #expect(LineDifference.text(left, left) == "")
        #expect(
            LineDifference.text(left, right) == """
                @@ -4,7 +4,7 @@
                   1,
                   2
                  ],
                - "c": "x\\u003cy",
                + "c": "z",
                  "d": null,
                  "e": {},
                  "f": []

                """)
    }

    /// The time grows with the square of the lines, and the stack with the changes.
    @Test func longTextsAreNotCompared() {
        let left: JSONValue = .array((0..<50_000).map { .int($0) })
        let right: JSONValue = .array((0..<50_000).map { .int($0 % 2 == 0 ? $0 : -$0) })
        #expect(LineDifference.text(left, right) == "")
    }

    @Test func distantChangesAreHunksOfTheirOwn() {
        let left: JSONValue = .array((0..<20).map { .int(Int64($0)) })
        let right: JSONValue = .array(([100] + (1..<19)).map { .int(Int64($0)) })
        #expect(
            LineDifference.text(left, right) == """
                @@ -1,5 +1,5 @@
                 [
                - 0,
                + 100,
                  1,
                  2,
                  3,
                @@ -17,6 +17,5 @@
                  15,
                  16,
                  17,
                - 18,
                - 19
                + 18
                 ]

                """)
    }

    @Test func everyTypeThatTheFormsNameIsThere() {
        let form = InternalForm.core
        let shown = form.shown(podTemplate: ["metadata": ["labels": ["b": "1", "a": "2"]], "spec": ["hostNetwork": true]])
        #expect(shown["labels"]?.objectValue?.keys.sorted() == ["a", "b"])
        #expect(shown[path: "Spec", "SecurityContext", "HostNetwork"] == true)
        #expect(shown[path: "Spec", "DNSPolicy"] == "")
        #expect(InternalForm.undefinedTypes(in: InternalForm.coreTypes + "\n" + InternalForm.otherTypes) == [])
    }
}

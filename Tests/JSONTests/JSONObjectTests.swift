import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func objectsAreEqualInAnyOrder() {
        let left: JSONValue = ["a": 1, "b": [2]]
        let right: JSONValue = ["b": [2], "a": 1]
        #expect(left == right)
        #expect(Set([left, right]).count == 1)
        #expect(left != ["a": 1, "c": [2]])
    }

    @Test func settingAPathMakesTheObjectsOnTheWay() {
        var value: JSONValue = ["spec": "text"]
        value[path: ["spec", "a", "b"]] = 1
        value[path: ["metadata", "name"]] = "x"
        #expect(value == ["spec": ["a": ["b": 1]], "metadata": ["name": "x"]])
        value[path: ["metadata", "name"]] = nil
        #expect(value["metadata"] == .emptyObject)
    }

    @Test func updateOffersAbsentMembersAndRemovesThem() {
        var object: JSONObject = ["a": 1]
        object.update("b") { $0 = 2 }
        object.update("a") { $0 = nil }
        #expect(object == ["b": 2])
    }

    @Test func controlCharactersAreEscaped() {
        #expect(JSONWriter.string("\u{1}\"\\\n") == #""\u0001\"\\\n""#)
    }
}

import Schema
import Testing

@Suite struct JSONTextTests {
    @Test func nestingIsCountedOutsideOfTextsOnly() {
        #expect(JSONText.depth(of: Array("1".utf8)) == 0)
        #expect(JSONText.depth(of: Array(#"{"a":[{"b":"[[{"}],"c\"[":{}}"#.utf8)) == 3)
    }

    @Test func aMemberIsFoundInsideAnother() throws {
        let json = Array(#"{"data":{"labels":1},"metadata":{"name":"n","labels":{"a":"b"}},"x":[1]}"#.utf8)
        #expect(try JSONText.member("labels", in: "metadata", of: json).map(Array.init) == Array(#"{"a":"b"}"#.utf8))
        #expect(try JSONText.member("uid", in: "metadata", of: json) == nil)
        #expect(try JSONText.member("labels", in: "spec", of: json) == nil)
        #expect(throws: (any Error).self) { try JSONText.member("labels", in: "metadata", of: Array(json.dropLast())) }
        #expect(throws: (any Error).self) { try JSONText.member("labels", in: "metadata", of: json + json) }
    }
}

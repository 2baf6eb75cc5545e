import Testing

@testable import APIServer

/// Kubernetes lets warnings through whole until they are 4096 characters, and then the first 256 of each.
@Suite struct WarningHeadersTests {
    @Test func eachTextIsSaidOnceAndQuoted() {
        #expect(WarningHeaders.values(of: []) == [])
        #expect(
            WarningHeaders.values(of: ["a", "", "b\"\\", "a", "line\nbreak", "ö"]) == [
                "299 - \"a\"", "299 - \"b\\\"\\\\\"", "299 - \"ö\"",
            ])
    }

    @Test func tooMuchTogetherIsShortened() {
        let texts = (0..<5).map { String(repeating: "\($0)", count: 1000) }
        #expect(WarningHeaders.values(of: Array(texts.prefix(4))) == texts.prefix(4).map { "299 - \"\($0)\"" })
        #expect(WarningHeaders.values(of: texts) == texts.map { "299 - \"\($0.prefix(256))\"" })
    }

    @Test func whatHasNoRoomIsLeftOut() {
        let texts = (0..<40).map { "\($0 + 10)" + String(repeating: "x", count: 300) }
        #expect(WarningHeaders.values(of: texts).count == 16)
    }
}

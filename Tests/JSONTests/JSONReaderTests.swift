import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test(arguments: ["null", "true", "-0.5", "\"a\\nb\"", "[1,2,[]]", "{\"a\":{\"b\":[null]}}", "9223372036854775807"])
    func textSurvivesReadingAndWriting(text: String) throws {
        #expect(JSONWriter.string(try JSONReader.read(text)) == text)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "+1", "1e", ".5",
        "nul", "truex", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\\u0041\"x", "\"a\nb\"", "1 2", "[1]]", "1e999", "\u{FEFF}1",
    ])
    func malformedTextIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.read(text) }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0x5C, 0x6E, 0xC0, 0x80, 0x22]) }
    }

    @Test func nestingIsBounded() throws {
        let deepest = JSONReader.maximumDepth
        let fits = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        _ = try JSONReader.read(fits)
        #expect(throws: JSONError.self) { try JSONReader.read("[" + fits + "]") }
        #expect(throws: JSONError.self) { try JSONReader.read(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test func escapesAndSurrogatePairsAreDecoded() throws {
        #expect(try JSONReader.read(#""\u00e9\ud83d\ude00\/\t""#) == "é😀/\t")
    }

    @Test func wholeNumbersStayExactAndOthersAreDoubles() throws {
        #expect(try JSONReader.read("9007199254740993") == .int(9_007_199_254_740_993))
        #expect(try JSONReader.read("1.5") == .double(1.5))
        #expect(try JSONReader.read("[1.0, 1e3, -0.0, 1e19]") == [1, 1000, 0, .double(1e19)])
        #expect(try JSONReader.read("18446744073709551616").doubleValue == 18_446_744_073_709_551_616)
        #expect(try JSONReader.read("-9223372036854775808") == .int(.min))
    }

    @Test func lastOfRepeatedMembersWinsAndIsNamed() throws {
        let document = try JSONReader.document(Array(#"{"a":{"x":1,"x":2},"l":[{"b":1,"b":3}],"a":5}"#.utf8))
        #expect(document.value == ["a": 5, "l": [["b": 3]]])
        #expect(document.duplicates == ["a.x", "l[0].b", "a"])
    }

    @Test func repeatedMembersCostNoMoreThanTheirText() throws {
        let name = String(repeating: "n", count: 100_000)
        let repeats = Array(repeating: "\"a\":1", count: 10_000).joined(separator: ",")
        let document = try JSONReader.document(Array("{\"\(name)\":{\(repeats)}}".utf8))
        #expect(document.value == [name: ["a": 1]])
        #expect(!document.duplicates.isEmpty)
        #expect(document.duplicates.reduce(0) { $0 + $1.utf8.count } < 100_000)
    }

    @Test func manyMembersAreReadWithoutQuadraticCost() throws {
        let members = (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let value = try JSONReader.read("{\(members)}")
        #expect(value.objectValue?.count == 20_000)
    }

    @Test func errorsSayWhere() {
        do {
            _ = try JSONReader.read("{\"a\":tru!}")
            Issue.record("was read")
        } catch {
            #expect(error.description == "invalid character '!' in literal true (expecting 'e') at byte 8")
        }
    }
}

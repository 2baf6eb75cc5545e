import Testing
import Transport

struct QueryItemsTests {
    @Test func parametersAreDecodedInOrder() throws {
        let items = try QueryItems("a=1&b=x+y%20z&a=2&flag&empty=&eq=a=b&&%C3%A4=%E2%82%AC")
        #expect(items.items.map(\.name) == ["a", "b", "a", "flag", "empty", "eq", "ä"])
        #expect(items["a"] == "1")
        #expect(items.all("a") == ["1", "2"])
        #expect(items["b"] == "x y z")
        #expect(items["flag"] == "")
        #expect(items["empty"] == "")
        #expect(items["eq"] == "a=b")
        #expect(items["ä"] == "€")
        #expect(items["none"] == nil)
        #expect(try QueryItems("").items.isEmpty)
    }

    @Test(arguments: ["a=%", "a=%2", "a=%zz", "%=1", "a=%FF", "a=%C3", "a=%+1"])
    func malformedEscapeIsRefused(query: String) {
        #expect(throws: QueryItems.Malformed.self) { try QueryItems(query) }
    }

    @Test func tooManyParametersAreRefused() throws {
        let query = (0..<300).map { "a\($0)=1" }.joined(separator: "&")
        #expect(throws: QueryItems.Malformed.tooMany(limit: 256)) { try QueryItems(query) }
        #expect(try QueryItems(query, limit: 300).items.count == 300)
    }

    @Test func encodedItemsReadTheSame() throws {
        let items = QueryItems([.init(name: "label selector", value: "a in (b,c)&d=ä%+"), .init(name: "x", value: "")])
        #expect(try QueryItems(items.encoded) == items)
    }

    @Test func pathSegmentsAreDecodedOneByOne() {
        func segments(_ path: String) -> [String]? { HTTPRequest("GET", path).pathSegments }
        #expect(segments("/api/v1/pods") == ["api", "v1", "pods"])
        #expect(segments("/api/v1/") == ["api", "v1"])
        #expect(segments("/") == [])
        #expect(segments("/a%20b/c+d") == ["a b", "c+d"])
        for bad in ["", "api", "//", "/a//b", "/a/../b", "/a/%2e%2e/b", "/.", "/a%2Fb", "/a%00b", "/%", "/%ff", "/a/%2"] {
            #expect(segments(bad) == nil, "\(bad)")
        }
        #expect(HTTPRequest("GET", "/a%2Fb").percentDecodedPath == "/a/b")
        #expect(HTTPRequest("GET", "/a%2").percentDecodedPath == nil)
    }

    @Test func anyTextIsReadWithoutATrap() {
        let alphabet = Array("%aF0=&+/.äß\0?".unicodeScalars)
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<20) { text.unicodeScalars.append(alphabet[Int.random(in: alphabet.indices)]) }
            _ = try? QueryItems(text)
            _ = HTTPRequest("GET", text).pathSegments
            _ = HTTPRequest("GET", text).percentDecodedPath
        }
    }
}

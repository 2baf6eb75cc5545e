import Encodings
import Testing

struct GzipTests {
    @Test func textBecomesShorterAndHasTheMagicNumber() throws {
        let text = Array(String(repeating: "the same words again and again; ", count: 10_000).utf8)
        let packed = try #require(Gzip.compress(text))
        #expect(packed.starts(with: [0x1F, 0x8B, 8]))
        #expect(packed.count < text.count / 20)
        // The frame ends with the length of what was packed (RFC 1952, section 2.3.1).
        let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == text.count)
    }

    @Test func nothingCanBeCompressedToo() throws {
        #expect(try #require(Gzip.compress([])).starts(with: [0x1F, 0x8B]))
    }
}

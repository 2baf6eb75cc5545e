import Encodings
import Testing

@Suite struct EncodingsTests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64OfTheStandardsExamples(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let bare = encoded.filter { $0 != "=" }
        #expect(Base64.encodeForURL(Array(plain.utf8)) == bare)
        #expect(Base64.decodeForURL(bare.utf8) == Array(plain.utf8))
    }

    @Test func everyLengthComesBack() {
        for count in 0...70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 250) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeForURL(Base64.encodeForURL(bytes).utf8) == bytes)
            #expect(Hexadecimal.decode(bytes.hexadecimal) == bytes)
        }
    }

    @Test func theAlphabetsDifferInTwoCharacters() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encodeForURL([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64.decodeForURL("+/8".utf8) == nil)
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "====", "=", "Z===", "Zg==Zg==", "Zm=v", "Zm9 v", "Zm9vä"])
    func malformedBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func lineBreaksAreSkippedAndUnusedBitsAreNotLookedAt() {
        #expect(Base64.decode("Zm9v\r\nYmFy\n") == Array("foobar".utf8))
        #expect(Base64.decode("Zh==") == Array("f".utf8))
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9=", "Zm9v\n", "Zm9vY"])
    func aURLSpellingIsUnique(text: String) {
        #expect(Base64.decodeForURL(text.utf8) == nil)
    }

    @Test func hexadecimalIsLowerCaseAndReadInBoth() {
        #expect(([0, 1, 0xAB, 0xFF] as [UInt8]).hexadecimal == "0001abff")
        #expect(Hexadecimal.decode("0001aBfF") == [0, 1, 0xAB, 0xFF])
        #expect(Hexadecimal.decode("abc") == nil)
        #expect(Hexadecimal.decode("0g") == nil)
        #expect(Hexadecimal.decode("٠١") == nil)
    }

    @Test func everythingButUnreservedCharactersIsEscaped() {
        #expect(PercentEncoding.encode("aZ0-._~") == "aZ0-._~")
        #expect(PercentEncoding.encode("a b/ü+%") == "a%20b%2F%C3%BC%2B%25")
        #expect(PercentEncoding.decode("a%20b%2F%C3%bc%2B%25") == "a b/ü+%")
    }

    @Test func plusIsASpaceOnlyWhenSaid() {
        #expect(PercentEncoding.decode("a+b") == "a+b")
        #expect(PercentEncoding.decode("a+b", plusIsSpace: true) == "a b")
    }

    @Test(arguments: ["%", "%4", "%zz", "a%", "%C3", "%ff", "%-1"])
    func aMalformedEscapeIsRefused(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}

import RegularExpressions
import Testing

struct RegularExpressionTests {
    @Test(arguments: [
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "web-1", true), ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "web-", false),
        ("b", "abc", true), ("^b", "abc", false), ("^$", "", true), ("a{2,3}", "xaay", true), ("^a{2,3}$", "aaaa", false),
        (#"^\d{3}-\d{4}$"#, "555-1234", true), (#"\bfoo\b"#, "a foo b", true), (#"\bfoo\b"#, "afoob", false),
        ("(?i)HELLO", "say hello", true), ("^(?:a|ab)(?:c|bcd)$", "abcd", true), ("[[:alpha:]]+[^[:alpha:]]$", "abc1", true),
        (#"^\p{Lu}\P{Lu}$"#, "Äb", true), (#"^[\w.]+@[\w.]+$"#, "a.b@c.d", true), (#"^[^\s/]+$"#, "a b", false),
        ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?m)^b$", "a\nb\nc", true), (#"\x41\x{1F600}"#, "A😀", true),
        (#"\Qa.b\E"#, "a.b", true), (#"\Qa.b\E"#, "axb", false), ("^[]a]+$", "]a]", true), ("^a{,2}$", "a{,2}", true),
        ("", "anything", true), ("(|a)*b", "aab", true), ("^(a*)*$", "aaaa", true), ("[a-c-]$", "-", true),
    ])
    func findsPatternsAnywhereInATextAsRE2Does(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try RegularExpression(pattern).matches(text) == isMatch, "\(pattern) in \(text)")
    }

    @Test(arguments: ["(", "a)", "[a", "a**", "*", #"\1"#, "(?<n", "(?=a)", #"\"#, "[z-a]", "a{1001}", "(?P<n", #"\pX"#])
    func refusesWhatRE2Refuses(pattern: String) {
        #expect(throws: PatternError.self) { try RegularExpression(pattern) }
    }

    @Test func takesTheLeftmostMatchAndTheFirstAlternative() throws {
        #expect(try RegularExpression("a|ab").firstMatch(in: "xab") == "a")
        #expect(try RegularExpression("ab|a").firstMatch(in: "xab") == "ab")
        #expect(try RegularExpression("a+?").firstMatch(in: "aaa") == "a")
        #expect(try RegularExpression("[0-9]+").allMatches(in: "1 22 333") == ["1", "22", "333"])
        #expect(try RegularExpression("x*").allMatches(in: "axb") == ["", "x", ""])
    }

    @Test func hostilePatternsStayLinear() throws {
        let pattern = try RegularExpression("^(a+)+$")
        #expect(!pattern.matches(String(repeating: "a", count: 5_000) + "b"))
        #expect(try RegularExpression("((((){1000}){1000}){1000}){1000}").matches(""))
        #expect(throws: PatternError.self) { try RegularExpression("((a{1000}){1000}){1000}") }
        #expect(throws: PatternError.self) { try RegularExpression(String(repeating: "(", count: 10_000)) }
    }
}

/// Random ends of names, as `generateName` makes them.
package enum NameSuffix {
    /// Letters and digits that spell no words and are hard to mistake for one another.
    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    /// The longest name the server generates is 63 bytes: longer prefixes are cut.
    private static let maximumPrefix = 58

    /// `prefix` and five random characters.
    package static func name(prefix: String) -> String { prefix.prefix(maximumPrefix) + random() }

    package static func random(length: Int = 5) -> String {
        String((0..<length).compactMap { _ in alphabet.randomElement() })
    }

    /// A short stable text for a number, in the same alphabet; for names that must come out the same each time.
    package static func encode(_ number: UInt64) -> String {
        var rest = number
        var text = ""
        repeat {
            text.append(alphabet[Int(rest % UInt64(alphabet.count))])
            rest /= UInt64(alphabet.count)
        } while rest > 0
        return text
    }
}

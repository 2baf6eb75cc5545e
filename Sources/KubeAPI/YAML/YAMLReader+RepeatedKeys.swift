package import JSON
import Yams

extension YAMLReader {
    /// One document, and the keys in it that were given more than once.
    package struct Document: Sendable {
        package let value: JSONValue
        /// `line 5: key "a" already set in map`, one for each time but the first.
        package let repeatedKeys: [String]

        package init(value: JSONValue, repeatedKeys: [String] = []) {
            self.value = value
            self.repeatedKeys = repeatedKeys
        }

        /// The repeated keys as one error.
        package static func error(_ repeatedKeys: [String]) -> String {
            "yaml: unmarshal errors:\n" + repeatedKeys.map { "  \($0)" }.joined(separator: "\n")
        }
    }

    /// More repeated keys than this are refused: the text is read once more for each.
    private static let maximumRepeatedKeys = 32
    /// No other key begins with it: a character for private use.
    private static let mark: Character = "\u{E000}"

    /// The first document of the text, null for an empty text. Of a key that is repeated the last value counts.
    ///
    /// The parser refuses such keys, so all but the last get another name in the text, which is taken back afterwards.
    package static func manifest(_ text: String) throws(YAMLError) -> Document {
        var text = text
        var renamed: [String: String] = [:]
        while true {
            var walk = Walk()
            walk.renamed = renamed
            do {
                let value = try documents(text, &walk).first ?? .null
                return Document(value: value, repeatedKeys: walk.repeatedKeys)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let name = "\(mark)\(renamed.count)"
                guard renamed.count < maximumRepeatedKeys, let key = keys.first,
                    renamed.count > 0 || !text.contains(mark), let other = text.renaming(key, at: context.mark, to: name)
                else { throw YAMLError(YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)) }
                renamed[name] = renamed[key] ?? key
                text = other
            } catch {
                throw YAMLError(error)
            }
        }
    }
}

extension String {
    /// With another name for the key at a place; `nil` when it is not written out there.
    fileprivate func renaming(_ key: String, at mark: Mark, to name: String) -> String? {
        let lines = unicodeScalars.split(separator: "\n", maxSplits: mark.line, omittingEmptySubsequences: false)
        guard mark.line >= 1, mark.line <= lines.count else { return nil }
        let line = lines[mark.line - 1]
        guard mark.column >= 1, let start = line.index(line.startIndex, offsetBy: mark.column - 1, limitedBy: line.endIndex)
        else { return nil }
        for quote in ["", "\"", "'"] {
            let written = quote + key + quote
            guard self[start...].hasPrefix(written) else { continue }
            var text = self
            text.replaceSubrange(start..<index(start, offsetBy: written.count), with: quote + name + quote)
            return text
        }
        return nil
    }
}

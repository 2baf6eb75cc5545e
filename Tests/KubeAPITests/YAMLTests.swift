import JSON
import KubeAPI
import Testing

@Suite struct YAMLReaderTests {
    @Test func manifestsOfSeveralDocumentsAreRead() throws {
        let documents = try YAMLReader.documents(
            """
            # a comment
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - name: web
                image: "nginx:1"
                command: [sh, -c, 'echo "a"']
            ---
            ---
            kind: ConfigMap
            data:
              script: |
                one
                two
              folded: >-
                a
                b
            """)
        #expect(
            documents == [
                [
                    "apiVersion": "v1", "kind": "Pod",
                    "spec": [
                        "containers": [["name": "web", "image": "nginx:1", "command": ["sh", "-c", "echo \"a\""]]]
                    ],
                ],
                ["kind": "ConfigMap", "data": ["script": "one\ntwo\n", "folded": "a b"]],
            ])
    }

    @Test(
        arguments: [
            ("5", 5), ("-5", -5), ("0644", 420), ("0x1F", 31), ("0b11", 3), ("0o17", 15), ("1_000", 1000), ("1.5", 1.5),
            ("1e3", 1000), ("yes", true), ("off", false), ("~", nil), ("", nil), ("\"5\"", "5"), ("'yes'", "yes"),
            ("1.2.3", "1.2.3"),
            ("2026-01-02", "2026-01-02"), ("100m", "100m"), ("!!str 5", "5"), ("08", 8), ("12:30", "12:30"),
            ("y", "y"), (".5", 0.5), ("+1", 1), ("-a", "-a"), ("9223372036854775807", 9_223_372_036_854_775_807), ("0x", "0x"),
        ] as [(String, JSONValue)])
    func plainScalarsFollowTheRulesOfManifests(text: String, value: JSONValue) throws {
        #expect(try YAMLReader.document("a: \(text)") == ["a": value])
    }

    @Test func anchorsAliasesAndMergeKeysAreFollowed() throws {
        let value = try YAMLReader.document(
            """
            base: &base {a: 1, b: 2}
            copy: *base
            more:
              <<: *base
              b: 3
            """)
        #expect(value == ["base": ["a": 1, "b": 2], "copy": ["a": 1, "b": 2], "more": ["b": 3, "a": 1]])
    }

    @Test func aliasesCannotGrowWithoutBound() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(throws: YAMLError.self) { try YAMLReader.documents(text) }
    }

    @Test func aLongTextIsNotRepeatedWithoutBound() throws {
        let long = String(repeating: "x", count: 1 << 20)
        #expect(throws: YAMLError.self) {
            try YAMLReader.documents("l: [&x \(long)\(String(repeating: ", *x", count: 50))]")
        }
        #expect(try YAMLReader.document("l: [&x abc, *x]") == ["l": ["abc", "abc"]])
    }

    @Test(arguments: ["? *a11\n: x", "*a11 : x", "{[*a11]: x}", "- {{a: *a11} : x}"])
    func aliasesInKeysCannotGrowWithoutBound(key: String) {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(throws: YAMLError.self) { try YAMLReader.documents(text + key) }
    }

    @Test func schedulesPatternsAndAddressesAreNotTakenForAliases() throws {
        let text = "cron: \"*/5 * * * *\"\nhost: '*.example.org'\nlisten: \"[::]:80\"\nrun: a && b &\nwhat: why?\n"
        #expect(try YAMLReader.document(text)["listen"] == "[::]:80")
    }

    @Test(arguments: ["a: [1", "a: b: c", "a: 1\na: 2", "\t- x", "a: *nowhere", "? [x]\n: 1", "a: .nan", "%YAML", "a: \"\\q\""])
    func brokenTextIsRefused(text: String) {
        #expect(throws: YAMLError.self) { try YAMLReader.documents(text) }
    }

    @Test func errorsNameTheLine() {
        do {
            _ = try YAMLReader.documents("a: 1\nb: 2\nb: 3\n")
            Issue.record("was read")
        } catch {
            #expect(error.description.contains("key \"b\" is repeated"))
        }
    }

    @Test func deepNestingIsRefused() {
        #expect(throws: YAMLError.self) { try YAMLReader.documents(String(repeating: "[", count: 100_000)) }
        let deep = String(repeating: "[", count: 800) + String(repeating: "]", count: 800)
        #expect(throws: YAMLError.self) { try YAMLReader.documents(deep) }
    }
}

@Suite struct YAMLWriterTests {
    @Test func writtenTextReadsBackAsTheSameTree() throws {
        let tree: JSONValue = [
            "apiVersion": "v1", "empty": [:], "none": [], "number": 5, "text": "5", "word": "yes", "line": "a\nb: c",
            "spec": ["list": [["a": 1, "b": ["x", "true", nil]], [["nested"], 2.5]], "key with: colon": true],
            "0": "-", "colon": "a: b", "hash": "a #b", "blank": "",
            "unprintable": "\u{7F}\u{85}\u{9E}\u{2028}\u{FEFF}\u{FFFE}", "beyond": "\u{1F600}é",
        ]
        #expect(try YAMLReader.document(YAMLWriter.string(tree)) == tree)
    }

    @Test func longKeysReadBackAsTheSameTree() throws {
        let key = String(repeating: "key, ", count: 300)
        var tree: JSONValue = ["list": [["first": [1], "second": 2]]]
        tree[key] = ["a", ["b": "c"]]
        tree[path: ["nested", key]] = ["x": [["y": nil]]]
        #expect(try YAMLReader.document(YAMLWriter.string(tree)) == tree)
    }

    @Test func ordinaryTextIsNotQuoted() {
        #expect(YAMLWriter.string(["kind": "Config", "list": [["name": "a"]]]) == "kind: Config\nlist:\n- name: a\n")
    }
}

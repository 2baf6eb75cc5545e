import CEL
import JSON
import Testing

struct CELTests {
    private static let subject: JSONValue = [
        "name": "web", "replicas": 3, "ratio": 0.5, "labels": ["app": "web", "tier": "front"], "ports": [80, 443],
        "containers": [["name": "a", "image": "x:1"], ["name": "b", "image": "y:2"]], "empty": .array([]),
    ]

    private func value(_ source: String) throws -> JSONValue? {
        let program = try CELProgram(source, variables: ["self": .dyn, "oldSelf": .dyn])
        var budget = CELBudget(100_000)
        return try program.evaluate(["self": CELValue(json: Self.subject), "oldSelf": .null], &budget).json
    }

    @Test(arguments: [
        "self.replicas < 10", "self.replicas + 1 == 4 && self.name == 'web'", "has(self.labels.app) && !has(self.labels.none)",
        "self.ports.all(p, p > 0 && p < 65536)", "self.containers.exists(c, c.name == 'b')",
        "self.containers.exists_one(c, c.image.startsWith('y'))", "self.ports.filter(p, p > 100) == [443]",
        "self.containers.map(c, c.name) == ['a', 'b']", "self.ports.map(p, p > 100, p + 1) == [444]",
        "self.labels.all(k, self.labels[k].size() > 0)", "'app' in self.labels && 80 in self.ports",
        "self.ratio * 2.0 == 1.0", "size(self.name) == 3 && self.name.size() == 3",
        "(self.replicas > 2 ? 'many' : 'few') == 'many'",
        "false && 1 / 0 == 1 || true", "1 / 0 == 1 || true", "[1, 2] + [3] == [1, 2, 3]", "{'a': 1}.a == 1 && {'a': 1}['a'] == 1",
        "dyn(1) == 1.0 && dyn(2u) == 2", "type(1) == int && type('') == string",
        "int('42') == 42 && string(42) == '42' && double('1.5') == 1.5",
        "'a-b-c'.split('-') == ['a', 'b', 'c']", "['a', 'b'].join(',') == 'a,b'", "'hello'.substring(1, 3) == 'el'",
        "'hello'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3", "' x '.trim() == 'x' && 'aBc'.upperAscii() == 'ABC'",
        "'abc'.matches('^[a-c]+$') && 'a1b22'.findAll('[0-9]+') == ['1', '22']", "'banana'.replace('a', 'o', 2) == 'bonona'",
        "'%s has %d of %.2f'.format(['x', 3, 1.5]) == 'x has 3 of 1.50'", "[3, 1, 2].max() == 3 && [1, 2].sum() == 3",
        "[1, 2, 3].isSorted() && !['b', 'a'].isSorted()", "sets.contains([1, 2], [2]) && !sets.intersects([1], [2])",
        "math.greatest(1, 2.5, 2) == 2.5 && math.least([4, 3]) == 3", "duration('1h30m') > duration('5400s') - duration('1s')",
        "timestamp('2024-02-29T12:30:15Z').getDayOfWeek() == 4",
        "timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-29T00:00:00Z') == duration('24h')",
        "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(quantity('0.5')).asInteger() == 1",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && ip('::1').family() == 6 && isIP('1.2.3.4') && !isIP('1.2.3')",
        "url('https://a.example:8443/x?y=1').getPort() == '8443' && !isURL('no url')",
        "self.?labels.?none.orValue('-') == '-' && self.?name.hasValue()", "[?self.?none, 1] == [1]",
        "cel.bind(x, self.replicas * 2, x + x) == 12", "optional.of(2).optMap(x, x * 2).value() == 4",
        "self.ports.transformList(i, p, i + p) == [80, 444]", "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
        "b'abc' == bytes('abc') && base64.encode(b'hi') == 'aGk='",
        "r'\\d' == '\\\\d' && \"\"\"a\nb\"\"\" == 'a\\nb' && '\\u00e4' == 'ä'",
        "-9223372036854775808 < 0 && 0x1F == 31 && 1e3 == 1000.0", "semver('1.2.3').isLessThan(semver('1.10.0'))",
        "!format.dns1123Label().validate('web').hasValue() && format.dns1123Label().validate('-').hasValue()",
        "oldSelf == null || self.replicas >= oldSelf.replicas", "self.empty.all(x, false) && !self.empty.exists(x, true)",
    ])
    func holds(expression: String) throws {
        #expect(try value(expression) == true, "\(expression)")
    }

    @Test(arguments: [
        ("1 / 0", "division by zero"), ("self.none == 1", "no such key: none"), ("9223372036854775807 + 1", "integer overflow"),
        ("self.ports[5] == 1", "index out of bounds: 5"), ("self.name + 1 == 2", "no such overload: _+_(string, int)"),
        ("'a'.matches('(')", "error parsing regexp: missing closing ): `(`"),
    ])
    func failureNamesItsCause(expression: String, message: String) throws {
        #expect(throws: CELError(message)) { try value(expression) }
    }

    @Test(arguments: [
        ("self.", "ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>'\n | self.\n | .....^"),
        ("nope > 1", "ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')\n | nope > 1\n | ^"),
        (
            "1 + 'a' == 2",
            "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a' == 2\n | ..^"
        ),
        ("self.nope()", "ERROR: <input>:1:10: undeclared reference to 'nope' (in container '')\n | self.nope()\n | .........^"),
        ("'a", "ERROR: <input>:1:1: Syntax error: a string has no end\n | 'a\n | ^"),
    ])
    func compilationErrorShowsThePlace(expression: String, message: String) {
        #expect {
            try value(expression)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test func checkerKnowsTheFieldsOfDeclaredTypes() throws {
        let type = CELType.object(
            CELObjectType("Widget") { ["n": .int, "tags": .list(.string)][$0] })
        let program = try CELProgram("self.n < 10 && self.tags.all(t, t.size() < 5)", variables: ["self": type], result: .bool)
        #expect(program.uses("self") && !program.uses("oldSelf"))
        for (source, message) in [
            ("self.m < 10", "undefined field 'm'"), ("self.n == 'a'", "found no matching overload for '_==_'"),
            ("self.n", "must evaluate to bool"), ("self.tags.all(t, t > 1)", "found no matching overload for '_>_'"),
        ] {
            #expect {
                try CELProgram(source, variables: ["self": type], result: .bool)
            } throws: { error in
                "\(error)".contains(message)
            }
        }
    }

    @Test func evaluationEndsWithItsBudget() throws {
        let list = "[1,2,3,4,5,6,7,8,9,10]"
        let source = "\(list).all(a, \(list).all(b, \(list).all(c, \(list).all(d, a + b + c + d > 0))))"
        let program = try CELProgram(source, variables: [:])
        var budget = CELBudget(10_000)
        #expect(throws: CELError.overBudget) { try program.evaluate([:], &budget) }
        #expect(budget.remaining < 0)
    }

    @Test func hostileSourcesAreRefused() {
        for source in [
            String(repeating: "(", count: 10_000), String(repeating: "!", count: 10_000),
            "1" + String(repeating: "+1", count: 10_000), "self" + String(repeating: ".a", count: 10_000), "`", "\\", "0x", "1u1",
        ] {
            #expect(throws: CELCompileError.self) { try CELProgram(source, variables: ["self": .dyn]) }
        }
    }

    @Test(arguments: [
        "timestamp('2026-01-01T00:00:00Z').getHours('+1:-9223372036854775808') == 0",
        "timestamp(9223372036854775807).getFullYear() == 0", "timestamp('9999-12-31T23:59:59Z') + duration('1s') == timestamp(0)",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].all(x, lists.range(1000000).size() > 0)",
        "sets.contains(lists.range(100000), lists.range(100000))",
    ])
    func hostileValuesEndInErrors(source: String) throws {
        let program = try CELProgram(source, variables: [:])
        var budget = CELBudget(10_000_000)
        #expect(throws: CELError.self) { try program.evaluate([:], &budget) }
    }
}

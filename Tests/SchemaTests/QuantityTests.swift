import JSON
import Schema
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("100m", "100m"), ("0.1", "100m"), ("1000m", "1"), ("1.5Gi", "1536Mi"), ("1024Ki", "1Mi"), ("1e3", "1e3"), ("0", "0"),
        ("12345k", "12345k"), ("1000k", "1M"), ("0.5Gi", "512Mi"), ("-5", "-5"), ("100000000n", "100m"), ("1Ki", "1Ki"),
        ("1023", "1023"), ("+1", "1"), ("2.50", "2500m"), ("0.000000000001", "1n"),
    ])
    func textBecomesCanonical(given: String, expected: String) {
        #expect(Quantity(given)?.text == expected)
    }

    @Test(arguments: ["", "m", "1zz", "1.2.3", "--1", "1 ", "e3", ".", "1KiB", "0x10", "1e99999", "NaN", "١"])
    func nonsenseIsRefused(text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test func equalAmountsAreEqualWhateverTheirForm() {
        #expect(Quantity("1Gi") == Quantity("1073741824"))
        #expect(Quantity("500m").map { $0 < Quantity(1) } == true)
    }

    @Test func valuesRoundUp() {
        #expect(Quantity("1500m")?.value == 2)
        #expect(Quantity("1n")?.milliValue == 1)
        #expect(Quantity("9E")?.value == 9_000_000_000_000_000_000)
        #expect(Quantity("100E")?.value == .max)
    }
}

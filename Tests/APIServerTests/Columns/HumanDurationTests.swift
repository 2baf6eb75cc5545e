import APIServer
import Schema
import Testing

@Suite struct HumanDurationTests {
    @Test(arguments: [
        (0, "0s"), (119, "119s"), (120, "2m"), (312, "5m12s"), (599, "9m59s"), (600, "10m"), (10_799, "179m"), (10_800, "3h"),
        (12_000, "3h20m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"), (273_600, "3d4h"), (691_200, "8d"),
        (63_072_000, "2y"), (71_712_000, "2y100d"), (252_288_000, "8y"), (-1, "0s"), (-5, "<invalid>"),
    ])
    func agesShowAtMostTwoUnits(seconds: Int, text: String) {
        #expect(HumanDuration.text(seconds: Int64(seconds)) == text)
    }

    @Test func absentTimesAreUnknown() {
        #expect(HumanDuration.since(nil, now: Timestamp(seconds: 5)) == "<unknown>")
        #expect(HumanDuration.since(Timestamp(seconds: 5), now: Timestamp(seconds: 65)) == "60s")
    }
}

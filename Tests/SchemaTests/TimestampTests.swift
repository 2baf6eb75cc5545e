import Schema
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("2026-01-02T03:04:05+02:00", 1_767_315_845),
        ("1969-12-31T23:59:59Z", -1), ("2026-01-02t03:04:05.999z", 1_767_323_045),
    ])
    func rfc3339IsRead(text: String, seconds: Int) {
        #expect(Timestamp(rfc3339: text)?.seconds == Int64(seconds))
    }

    @Test(arguments: [
        "", "2026", "2026-01-02", "2026-13-01T00:00:00Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05Zx", "x",
        "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
    ])
    func otherTextIsRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func textSurvivesARoundTrip() {
        for seconds in stride(from: Int64(-5_000_000_000), through: 5_000_000_000, by: 86_399_999) {
            let time = Timestamp(seconds: seconds)
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
        }
        #expect(Timestamp(rfc3339: "2026-01-02T03:04:05.000006Z")?.rfc3339Micro == "2026-01-02T03:04:05.000006Z")
    }
}

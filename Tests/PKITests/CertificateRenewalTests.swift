import AsyncTools
import PKI
import Testing

@Suite struct CertificateRenewalTests {
    private struct State {
        var time: Int64
        var sleeps: [Int64] = []
        var renewals: [Int64] = []
        var failures = 0
    }

    private struct Refused: Error {}

    /// Runs renewals on a clock of their own, which ends after so many sleeps.
    private func run(
        sleeps limit: Int, validity: Duration, _ renew: @Sendable @escaping (Int) throws -> Void = { _ in }
    ) async throws -> (start: Int64, state: (sleeps: [Int64], renewals: [Int64], failures: Int)) {
        let authority = try CertificateAuthority.create(commonName: "ca")
        let first = try authority.issue(.client(user: "u", groups: []), validity: validity)
        let start = try CertificateReader.summary(ofPEM: first.certificatePEM).notBefore + 300
        let state = Guarded(State(time: start))
        await CertificateRenewal.run(
            first.certificatePEM, now: { state.current.time },
            sleep: { duration in
                let seconds = duration.components.seconds
                let isOver = state.withLock { state in
                    state.sleeps.append(seconds)
                    state.time += seconds
                    return state.sleeps.count >= limit
                }
                if isOver { throw CancellationError() }
            },
            renew: {
                let (count, time) = state.withLock { state in
                    state.renewals.append(state.time)
                    return (state.renewals.count, state.time)
                }
                try renew(count)
                let life = Duration.seconds(time - start + validity.components.seconds)
                return try authority.issue(.client(user: "u", groups: []), validity: life).certificatePEM
            }, failed: { _ in state.withLock { $0.failures += 1 } })
        let end = state.current
        return (start, (end.sleeps, end.renewals, end.failures))
    }

    @Test func certificateIsRenewedWhenAThirdOfItsLifeIsLeft() async throws {
        let (start, state) = try await run(sleeps: 4, validity: .seconds(900))
        #expect(state.renewals.first == start + 600)
        #expect(state.failures == 0)
        #expect(state.sleeps.first == 600)
    }

    @Test func noSleepIsLong() async throws {
        let (_, state) = try await run(sleeps: 10, validity: .seconds(365 * 86_400))
        #expect(state.sleeps.allSatisfy { $0 <= 600 })
        #expect(state.renewals.isEmpty)
    }

    @Test func renewalThatFailsIsTriedAgainSooner() async throws {
        let (start, state) = try await run(sleeps: 6, validity: .seconds(900)) { count in
            if count <= 3 { throw Refused() }
        }
        #expect(state.failures == 3)
        // 300 seconds are left, then 270, then 243.
        #expect(Array(state.renewals.prefix(4)) == [start + 600, start + 630, start + 657, start + 681])
    }

    @Test func certificateThatCannotBeReadIsReplacedAtOnce() async throws {
        let renewals = Guarded(0)
        await CertificateRenewal.run(
            "nonsense", now: { 0 }, sleep: { _ in throw CancellationError() },
            renew: {
                renewals.withLock { $0 += 1 }
                return "still nonsense"
            }, failed: { _ in })
        #expect(renewals.current == 1)
    }
}

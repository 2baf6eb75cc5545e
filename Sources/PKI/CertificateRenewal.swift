/// Replaces a certificate in time, again and again, while everything goes on.
package enum CertificateRenewal {
    /// When a third of the certificate's life is left, in seconds since 1970.
    package static func time(for certificate: CertificateSummary) -> Int64 {
        let life = certificate.notAfter - certificate.notBefore - CertificateAuthority.headStart
        return certificate.notAfter - max(0, life) / 3
    }

    /// Renews whenever it is time, until the task is cancelled. A renewal that fails is tried again, the sooner the less life is
    /// left: after a tenth of it, a minute at most.
    ///
    /// - Parameters:
    ///   - certificatePEM: the one in use.
    ///   - now: seconds since 1970.
    ///   - renew: gets a new certificate, puts it to use and returns it.
    ///   - failed: is told why a renewal did not work.
    package static func run(
        _ certificatePEM: String, now: @Sendable () -> Int64,
        sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        renew: @Sendable () async throws -> String, failed: @Sendable (any Error) -> Void
    ) async {
        var current = try? CertificateReader.summary(ofPEM: certificatePEM)
        var pause: Int64?
        while !Task.isCancelled {
            let time = now()
            let due = current.map(Self.time) ?? time
            // The clock of the machine may be set: no sleep is long.
            let wait = pause ?? min(due - time, 600)
            pause = nil
            if wait > 0 {
                do { try await sleep(.seconds(wait)) } catch { return }
                continue
            }
            do {
                current = try CertificateReader.summary(ofPEM: try await renew())
                // An authority that is about to end gives certificates that are due at once.
                pause = 1
            } catch {
                if Task.isCancelled { return }
                failed(error)
                pause = min(60, max(1, ((current?.notAfter ?? time) - time) / 10))
            }
        }
    }
}

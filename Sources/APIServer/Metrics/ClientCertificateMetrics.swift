package import Metrics

/// How long the certificates that clients show are still good: who sees the first buckets grow must renew one.
package struct ClientCertificateMetrics: Sendable, MetricSource {
    /// Half an hour to a year.
    private static let bounds: [Double] = [
        0, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800, 2_592_000, 7_776_000, 15_552_000, 31_104_000,
    ]

    let remainingSeconds = Histogram(bounds)

    package init() {}

    package func write(to text: inout MetricsText) {
        text.family(
            "apiserver_client_certificate_expiration_seconds", .histogram, "What is left of the life of clients' certificates.")
        text.histogram([:], bounds: Self.bounds, remainingSeconds.current)
    }
}

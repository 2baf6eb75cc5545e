package import Metrics

/// The TLS connections that came to nothing: of scanners, of clients that do not trust the certificate, of probes.
package struct HandshakeMetrics: Sendable, MetricSource {
    package let failures = Counter()

    package init() {}

    package func write(to text: inout MetricsText) {
        text.family("apiserver_tls_handshake_errors_total", .counter, "Connections whose TLS handshake was not completed.")
        text.sample([:], failures.value)
    }
}

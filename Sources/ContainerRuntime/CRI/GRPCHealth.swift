import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCTransport
import SwiftProtobuf

/// Asks a gRPC server whether it serves, over HTTP/2 without TLS.
package enum GRPCHealth {
    /// Throws `ContainerRuntimeError` when the server does not answer within the timeout.
    package static func isServing(host: String, port: Int, service: String, timeout: Duration) async throws -> Bool {
        let connection = CRIConnection(
            try GRPCConnection(
                target: host.contains(":") ? .ipv6(address: host, port: port) : .ipv4(address: host, port: port)))
        return try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await connection.run()
                return nil
            }
            group.addTask {
                let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = service }
                let answer: Grpc_Health_V1_HealthCheckResponse = try await connection.call(
                    "grpc.health.v1.Health", "Check", request, timeout: timeout, waitForConnection: false)
                return answer.status == .serving
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            return false
        }
    }
}

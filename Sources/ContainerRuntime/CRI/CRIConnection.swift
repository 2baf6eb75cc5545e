import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCTransport
import SwiftProtobuf

/// The connection to a runtime's Unix socket. Its errors are `ContainerRuntimeError`.
struct CRIConnection: Sendable {
    private let connection: GRPCConnection

    init(socketPath: String) throws {
        // Go's gRPC servers refuse the path as an authority.
        self.init(
            try GRPCConnection(target: .unixDomainSocket(path: socketPath)) { $0.http2.authority = "localhost" })
    }

    init(_ connection: GRPCConnection) { self.connection = connection }

    func run() async throws { try await connection.run() }

    /// One question, one answer.
    func call<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, timeout: Duration, waitForConnection: Bool = true
    ) async throws -> Response {
        do {
            return try await connection.call(
                service, method, request, timeout: timeout, waitForConnection: waitForConnection)
        } catch {
            throw Self.translated(error, method)
        }
    }

    /// One question, many answers.
    func stream<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, metadata: [String: String], of: Response.Type,
        _ receive: @Sendable @escaping (Response) async -> Void
    ) async throws {
        do {
            try await connection.stream(service, method, request, metadata: metadata, of: Response.self, receive)
        } catch {
            throw Self.translated(error, method)
        }
    }

    private static func translated(_ error: any Error, _ operation: String) -> any Error {
        if error is CancellationError { return error }
        guard let error = (error as? GRPCFailure)?.error else {
            return ContainerRuntimeError(operation: operation, code: .unavailable, message: "\(error)")
        }
        let code: ContainerRuntimeError.Code =
            switch error.code {
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .invalidArgument: .invalidArgument
            case .deadlineExceeded: .deadlineExceeded
            case .unavailable: .unavailable
            case .cancelled: .cancelled
            case .unimplemented: .unimplemented
            default: .other
            }
        return ContainerRuntimeError(operation: operation, code: code, message: error.message)
    }
}

import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import SwiftProtobuf

/// One gRPC connection to a Unix socket. It is made again, quickly, whenever it breaks.
struct CRIConnection: Sendable {
    private let client: GRPCClient<HTTP2ClientTransport.Posix>

    init(socketPath: String) throws {
        let backoff = HTTP2ClientTransport.Config.Backoff(
            initial: .milliseconds(20), max: .milliseconds(200), multiplier: 1.6, jitter: 0.2)
        let transport = try HTTP2ClientTransport.Posix(
            target: .unixDomainSocket(path: socketPath),
            transportSecurity: .plaintext,
            config: .defaults {
                $0.backoff = backoff
                // Go's gRPC servers refuse the path as an authority.
                $0.http2.authority = "localhost"
                $0.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.insert
            })
        self.init(transport)
    }

    init(_ transport: HTTP2ClientTransport.Posix) { client = GRPCClient(transport: transport) }

    func run() async throws { try await client.runConnections() }

    /// One question, one answer.
    func call<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, timeout: Duration, waitForConnection: Bool = true
    ) async throws -> Response {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = waitForConnection
        options.maxResponseMessageBytes = 32 << 20
        do {
            return try await client.unary(
                request: ClientRequest(message: request),
                descriptor: MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: service), method: method),
                serializer: ProtobufSerializer<Request>(),
                deserializer: ProtobufDeserializer<Response>(),
                options: options
            ) { try $0.message }
        } catch {
            throw Self.translated(error, method)
        }
    }

    /// One question, many answers.
    func stream<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, metadata: [String: String], of: Response.Type,
        _ receive: @Sendable @escaping (Response) async -> Void
    ) async throws {
        var options = CallOptions.defaults
        options.waitForReady = true
        var headers = Metadata()
        for (name, value) in metadata { headers.addString(value, forKey: name) }
        do {
            try await client.serverStreaming(
                request: ClientRequest(message: request, metadata: headers),
                descriptor: MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: service), method: method),
                serializer: ProtobufSerializer<Request>(),
                deserializer: ProtobufDeserializer<Response>(),
                options: options
            ) { response in
                for try await message in response.messages { await receive(message) }
            }
        } catch {
            throw Self.translated(error, method)
        }
    }

    private static func translated(_ error: any Error, _ operation: String) -> any Error {
        if error is CancellationError { return error }
        guard let error = error as? RPCError else {
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

import AsyncTools
package import GRPCCore
package import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
package import SwiftProtobuf

/// A call that failed.
package struct GRPCFailure: Error, Sendable {
    package let error: RPCError
    /// Whether the server may have seen the request. When not, the call had no effect.
    package let wasSent: Bool

    package init(error: RPCError, wasSent: Bool) {
        self.error = error
        self.wasSent = wasSent
    }
}

/// One gRPC connection to one server. It is made again, quickly, whenever it breaks; calls are never repeated.
///
/// Calls throw `GRPCFailure`, or `CancellationError` when their task is cancelled.
package struct GRPCConnection: Sendable {
    package typealias Transport = HTTP2ClientTransport.Posix

    private let client: GRPCClient<Transport>

    /// Does not connect yet: `run` does.
    package init(
        target: any ResolvableTarget, security: Transport.TransportSecurity = .plaintext,
        configure: (inout Transport.Config) -> Void = { _ in }
    ) throws {
        var config = Transport.Config.defaults
        config.backoff = HTTP2ClientTransport.Config.Backoff(
            initial: .milliseconds(20), max: .milliseconds(200), multiplier: 1.6, jitter: 0.2)
        config.channelDebuggingCallbacks.onCreateTCPConnection = PingAnswerer.insert
        configure(&config)
        client = GRPCClient(transport: try Transport(target: target, transportSecurity: security, config: config))
    }

    /// Keeps the connection until the task is cancelled.
    package func run() async throws { try await client.runConnections() }

    /// One question, one answer. With `waitForConnection`, waits until there is one, or for the timeout.
    package func call<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, metadata: [String: String] = [:], timeout: Duration,
        waitForConnection: Bool = true
    ) async throws -> Response {
        var options = Self.options(waitForConnection: waitForConnection)
        options.timeout = timeout
        let wasSent = Guarded(false)
        let outgoing = StreamingClientRequest(of: Request.self, metadata: Self.metadata(metadata)) { writer in
            wasSent.withLock { $0 = true }
            try await writer.write(request)
        }
        do {
            return try await client.clientStreaming(
                request: outgoing, descriptor: Self.descriptor(service, method),
                serializer: ProtobufSerializer<Request>(), deserializer: ProtobufDeserializer<Response>(), options: options
            ) { try $0.message }
        } catch {
            throw Self.failure(error, wasSent: wasSent.current)
        }
    }

    /// One question, many answers.
    package func stream<Request: Message, Response: Message>(
        _ service: String, _ method: String, _ request: Request, metadata: [String: String] = [:], of: Response.Type,
        _ receive: @Sendable @escaping (Response) async throws -> Void
    ) async throws {
        do {
            try await client.serverStreaming(
                request: ClientRequest(message: request, metadata: Self.metadata(metadata)),
                descriptor: Self.descriptor(service, method),
                serializer: ProtobufSerializer<Request>(), deserializer: ProtobufDeserializer<Response>(),
                options: Self.options(waitForConnection: true)
            ) { response in
                for try await message in response.messages { try await receive(message) }
            }
        } catch {
            throw Self.failure(error, wasSent: true)
        }
    }

    /// Questions and answers in both directions, until the server ends them or either closure throws.
    package func exchange<Request: Message, Response: Message>(
        _ service: String, _ method: String, metadata: [String: String] = [:],
        send: @Sendable @escaping (RPCWriter<Request>) async throws -> Void,
        receive: @Sendable @escaping (Response) async throws -> Void
    ) async throws {
        let outgoing = StreamingClientRequest(of: Request.self, metadata: Self.metadata(metadata), producer: send)
        do {
            try await client.bidirectionalStreaming(
                request: outgoing, descriptor: Self.descriptor(service, method),
                serializer: ProtobufSerializer<Request>(), deserializer: ProtobufDeserializer<Response>(),
                options: Self.options(waitForConnection: false)
            ) { response in
                for try await message in response.messages { try await receive(message) }
            }
        } catch {
            throw Self.failure(error, wasSent: true)
        }
    }

    private static func options(waitForConnection: Bool) -> CallOptions {
        var options = CallOptions.defaults
        options.waitForReady = waitForConnection
        options.maxResponseMessageBytes = 64 << 20
        options.maxRequestMessageBytes = 64 << 20
        return options
    }

    private static func descriptor(_ service: String, _ method: String) -> MethodDescriptor {
        MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: service), method: method)
    }

    private static func metadata(_ entries: [String: String]) -> Metadata {
        var metadata = Metadata()
        for (name, value) in entries { metadata.addString(value, forKey: name) }
        return metadata
    }

    /// What a closure of the caller threw goes through as it is.
    private static func failure(_ error: any Error, wasSent: Bool) -> any Error {
        if error is CancellationError { return error }
        if let error = error as? RPCError { return GRPCFailure(error: error, wasSent: wasSent) }
        return error
    }
}

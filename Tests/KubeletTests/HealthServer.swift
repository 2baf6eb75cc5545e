import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// A gRPC server with the standard health service (grpc.health.v1), which answers for the services it is told of and
/// for itself (the empty name).
struct HealthServer: RegistrableRPCService {
    enum Status: UInt8, Sendable { case serving = 1, notServing = 2 }

    let services: [String: Status]

    /// Serves on a free port of 127.0.0.1 as long as the body takes.
    static func run(_ services: [String: Status], _ body: @Sendable @escaping (_ port: Int) async throws -> Void) async throws {
        let transport = HTTP2ServerTransport.Posix(
            address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext)
        let server = GRPCServer(transport: transport, services: [HealthServer(services: services)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            guard let port = try await transport.listeningAddress.ipv4?.port else { return }
            try await body(port)
            server.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        let service = ServiceDescriptor(fullyQualifiedService: "grpc.health.v1.Health")
        router.registerHandler(
            forMethod: MethodDescriptor(service: service, method: "Check"), deserializer: RawMessage(), serializer: RawMessage()
        ) { request, _ in
            var message: [UInt8] = []
            for try await part in request.messages { message = part }
            // HealthCheckRequest: field 1 is the name of the service; empty messages have none.
            let name = String(decoding: message.dropFirst(2), as: UTF8.self)
            guard let status = services[name] else { throw RPCError(code: .notFound, message: "unknown service") }
            // HealthCheckResponse: field 1 is the status.
            return StreamingServerResponse(single: ServerResponse(message: [0x08, status.rawValue]))
        }
    }
}

/// Messages as the bytes they are.
private struct RawMessage: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}

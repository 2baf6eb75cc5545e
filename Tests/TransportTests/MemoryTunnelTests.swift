import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct MemoryTunnelTests {
    @Test func bytesArriveAndTheEndIsSeen() async throws {
        let (near, far) = MemoryTunnel.pair()
        try await near.write([1, 2])
        try await near.write([3])
        await near.finishWriting()
        var seen: [UInt8] = []
        while let bytes = try await far.read() { seen += bytes }
        #expect(seen == [1, 2, 3])
        try await far.write([4])
        #expect(try await near.read() == [4])
        await #expect(throws: TransportError.self) { try await near.write([5]) }
    }

    @Test func writerWaitsForTheReader() async throws {
        let (near, far) = MemoryTunnel.pair()
        let writing = Task {
            for _ in 0..<1000 { try await near.write([UInt8](repeating: 1, count: 10_000)) }
            await near.finishWriting()
        }
        var count = 0
        while let bytes = try await far.read() {
            #expect(bytes.count <= 74 << 10)
            count += bytes.count
        }
        try await writing.value
        #expect(count == 10_000_000)
    }

    @Test func cancelledReaderAndWriterEnd() async throws {
        let (near, far) = MemoryTunnel.pair()
        let reading = Task { try await far.read() }
        let writing = Task { while true { try await near.write([UInt8](repeating: 1, count: 10_000)) } }
        _ = try await reading.value
        writing.cancel()
        await #expect(throws: CancellationError.self) { try await writing.value }
        let (_, idle) = MemoryTunnel.pair()
        let waiting = Task { try await idle.read() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func spliceCarriesBothWaysAndEnds() async throws {
        let (client, clientEnd) = MemoryTunnel.pair()
        let (server, serverEnd) = MemoryTunnel.pair()
        let splicing = Task { try await splice(clientEnd, serverEnd) }
        try await client.write([1])
        #expect(try await server.read() == [1])
        await client.finishWriting()
        #expect(try await server.read() == nil)
        try await server.write([2])
        #expect(try await client.read() == [2])
        await server.finishWriting()
        #expect(try await client.read() == nil)
        try await splicing.value
    }

    @Test func closingOneEndEndsTheSplice() async throws {
        let (client, clientEnd) = MemoryTunnel.pair()
        let (server, serverEnd) = MemoryTunnel.pair()
        let splicing = Task { try await splice(clientEnd, serverEnd) }
        await client.close()
        #expect(try await server.read() == nil)
        await server.close()
        _ = await splicing.result
    }
}

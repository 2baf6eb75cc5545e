/// Carries bytes between two tunnels until both directions have ended, and closes both. The end of one direction is
/// passed on while the other goes on. An error in either direction ends both and is thrown; so does cancellation.
package func splice(_ left: any ByteTunnel, _ right: any ByteTunnel) async throws {
    do {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await carry(from: left, to: right) }
            group.addTask { try await carry(from: right, to: left) }
            while let result = await group.nextResult() {
                if case .failure(let error) = result {
                    group.cancelAll()
                    throw error
                }
            }
        }
    } catch {
        await left.close()
        await right.close()
        throw error
    }
    await left.close()
    await right.close()
}

private func carry(from source: any ByteTunnel, to sink: any ByteTunnel) async throws {
    while let bytes = try await source.read() { try await sink.write(bytes) }
    await sink.finishWriting()
}

extension HTTPBody {
    /// Gives the tunnel of an upgraded answer to `use`, and closes it when that returns. Throws
    /// `TransportError.protocolViolation` when the answer is not an upgrade.
    package func withTunnel<R: Sendable>(
        _ use: @Sendable (any ByteTunnel) async throws -> R
    ) async throws -> R {
        guard case .upgrade(let attach) = self else { throw TransportError.protocolViolation("not an upgraded connection") }
        let (near, far) = MemoryTunnel.pair()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Its errors reach the user of the near end as the end of the tunnel.
                try? await attach(far)
                await far.close()
            }
            do {
                let result = try await use(near)
                await near.close()
                group.cancelAll()
                return result
            } catch {
                await near.close()
                group.cancelAll()
                throw error
            }
        }
    }
}

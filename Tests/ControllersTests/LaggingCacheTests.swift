import Addresses
import Controllers
import JSON
import KubeAPI
import KubeClient
import Schema
import TestSupport
import Testing
import Transport

/// Delivers the watch of Pods late, as a busy network would.
private struct LaggingExchange: Exchange {
    let exchange: any Exchange
    let lag: Duration

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try await exchange.send(request)
        if request.path == "/api/v1/pods", request.query.contains("watch=true"), case .stream(let chunks) = response.body {
            response.body = .stream(LaggingChunks(chunks: chunks, lag: lag))
        }
        return response
    }
}

private struct LaggingChunks: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let chunks: any AsyncSequence<[UInt8], any Error> & Sendable
    let lag: Duration

    func makeAsyncIterator() -> AsyncThrowingStream<[UInt8], any Error>.Iterator {
        let (chunks, lag) = (chunks, lag)
        let stream = AsyncThrowingStream<[UInt8], any Error> { continuation in
            let task = Task {
                do {
                    for try await chunk in chunks {
                        try await Task.sleep(for: lag)
                        continuation.yield(chunk)
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
        return stream.makeAsyncIterator()
    }
}

@Suite(.timeLimit(.minutes(10))) struct LaggingCacheTests {
    @Test func aCacheThatLagsNeverLeadsToOnePodTooMany() async throws {
        let range = try #require(IPv4CIDR("10.42.0.0/16"))
        try await TestCluster.run { cluster in
            let slow = KubeClient(LaggingExchange(exchange: cluster.exchange, lag: .milliseconds(40)), userAgent: "test")
            let controllers = ControllerSet(
                client: slow, configuration: ControllerConfiguration(clusterCIDR: range, rootCACertificatePEM: ""),
                logger: TestCluster.quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controllers.run() }
                defer { group.cancelAll() }
                let plane = ControlPlane(cluster: cluster, client: cluster.client)
                let set = try await cluster.client.create(Make.replicaSet("web", replicas: 6))
                // Every write to the set is another pass over a cache that does not show the Pods yet.
                for round in 0..<20 {
                    _ = try await cluster.client.patch(
                        ReplicaSetShape.self, set.key, .merge(["metadata": ["annotations": ["round": "\(round)"]]]))
                    let count = try await plane.pods().count
                    #expect(count <= 6)
                    try await Task.sleep(for: .milliseconds(10))
                }
                try await plane.eventually("the status") {
                    try await cluster.client.get(ReplicaSetShape.self, set.key).status.replicas == 6 ? true : nil
                }
                let uids = Set(try await plane.pods().map(\.uid))
                #expect(uids.count == 6)
                _ = try await cluster.client.patch(ReplicaSetShape.self, set.key, .merge(["spec": ["replicas": 2]]))
                try await plane.eventually("two Pods") {
                    let left = try await plane.pods().filter { !$0.isBeingDeleted }
                    #expect(left.count >= 2)
                    return left.count == 2 ? true : nil
                }
                let left = Set(try await plane.pods().map(\.uid))
                #expect(left.isSubset(of: uids))
            }
        }
    }
}

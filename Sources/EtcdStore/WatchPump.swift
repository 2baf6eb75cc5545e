import AsyncTools
import FoundationEssentials
import GRPCCore
import GRPCTransport
import Store
import SwiftProtobuf

/// Reads one watch of etcd and hands over its events, batch by batch. When a member fails or falls silent, goes on at the
/// next from the last revision that was handed over whole.
struct WatchPump: Sendable {
    let store: EtcdStore
    let range: KeyRange
    let handoff: Handoff<[StoreEvent]>

    private struct Ended: Error { let cause: String }

    func run(after revision: Revision) async {
        let position = Guarded(WatchPosition(reached: revision))
        var pause = Duration.milliseconds(20)
        while !Task.isCancelled, !store.members.isClosed {
            let member = store.members.preferred
            let before = position.current.reached
            do {
                try await follow(member, position)
            } catch let error as StoreError {
                handoff.end(error)
                return
            } catch {
                if Task.isCancelled || store.members.isClosed { break }
                store.members.leave(member, because: Self.cause(error))
            }
            position.withLock { $0.dropHeld() }
            pause = position.current.reached > before ? .milliseconds(20) : min(pause * 2, .seconds(1))
            try? await Task.sleep(for: pause)
        }
        handoff.end(store.members.isClosed ? StoreError.unavailable("it is closed") : nil)
    }

    /// Follows one member until it fails. Throws `compacted` when what comes next is gone.
    private func follow(_ member: EtcdMembers.Member, _ position: Guarded<WatchPosition>) async throws {
        let pulse = Guarded(Pulse(heard: .now))
        let interval = store.configuration.progressInterval
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await exchange(member, position, pulse) }
            group.addTask {
                while true {
                    try await Task.sleep(for: interval)
                    if pulse.current.isSilent(for: interval * 3) { throw Ended(cause: "no sign of life") }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
            throw Ended(cause: "the watch was ended")
        }
    }

    private func exchange(
        _ member: EtcdMembers.Member, _ position: Guarded<WatchPosition>, _ pulse: Guarded<Pulse>
    ) async throws {
        let create = Etcd_WatchCreateRequest.with {
            $0.key = store.space.etcdKey(range.lower)
            $0.rangeEnd = store.space.rangeEnd(range.upper)
            $0.startRevision = store.space.etcdRevision(position.current.reached + 1)
            $0.progressNotify = true
            $0.fragment = true
        }
        try await member.connection.exchange(
            EtcdMethod.watch.service, EtcdMethod.watch.name, metadata: EtcdMembers.requireLeader,
            send: { writer in
                try await writer.write(Etcd_WatchRequest.with { $0.createRequest = create })
                while true {
                    try await Task.sleep(for: store.configuration.progressInterval)
                    // Asked for as a sign of life only: before 3.4.25 and 3.5.8 an answer may overtake events.
                    try await writer.write(Etcd_WatchRequest.with { $0.progressRequest = Etcd_WatchProgressRequest() })
                }
            },
            receive: { (response: Etcd_WatchResponse) in
                if response.canceled {
                    if response.compactRevision > 0 {
                        throw StoreError.compacted(oldest: store.space.storeRevision(response.compactRevision))
                    }
                    throw Ended(cause: response.cancelReason)
                }
                pulse.withLock { $0.isDelivering = true }
                try await deliver(response, position)
                pulse.withLock { $0 = Pulse(heard: .now) }
            })
    }

    private func deliver(_ response: Etcd_WatchResponse, _ position: Guarded<WatchPosition>) async throws {
        let before = position.current.reached
        let events = position.withLock { $0.take(response, in: store.space) }
        guard let last = events.last else { return }
        store.note(last.revision)
        if await handoff.give(events) { return }
        // The exchange was cancelled meanwhile: the next one must bring them again.
        position.withLock { $0 = WatchPosition(reached: before) }
        throw CancellationError()
    }

    private static func cause(_ error: any Error) -> String {
        switch error {
        case let failure as GRPCFailure: EtcdMembers.cause(failure.error)
        case let ended as Ended: ended.cause
        default: "\(error)"
        }
    }
}

/// When a member was last heard. While the reader is slow nobody listens, which is not the member's fault.
private struct Pulse: Sendable {
    var heard: ContinuousClock.Instant
    var isDelivering = false

    init(heard: ContinuousClock.Instant) { self.heard = heard }

    func isSilent(for limit: Duration) -> Bool { !isDelivering && ContinuousClock.now - heard > limit }
}

/// How far a watch has come. All events of a revision are handed over together, so that a watch which breaks can be
/// resumed without losing part of one.
struct WatchPosition: Sendable {
    /// Everything up to this revision was handed over.
    private(set) var reached: Revision
    private var held: [StoreEvent] = []

    init(reached: Revision) { self.reached = reached }

    /// The events that may be handed over now.
    mutating func take(_ response: Etcd_WatchResponse, in space: KeySpace) -> [StoreEvent] {
        // Notified when nothing is under way; the answers to our own questions have no watch.
        if response.events.isEmpty, !response.created, response.watchID >= 0, !response.fragment, held.isEmpty {
            reached = max(reached, space.storeRevision(response.header.revision))
            return []
        }
        held += response.events.compactMap { StoreEvent($0, in: space) }
        guard let last = held.last else { return [] }
        let end = response.fragment ? held.firstIndex { $0.revision == last.revision } ?? 0 : held.count
        let events = Array(held[..<end])
        held.removeSubrange(..<end)
        reached = max(reached, events.last?.revision ?? reached)
        return events
    }

    /// The watch broke: what was held is sent again.
    mutating func dropHeld() { held = [] }
}

extension StoreEvent {
    init?(_ event: Etcd_Event, in space: KeySpace) {
        guard let key = space.storeKey(event.kv.key) else { return nil }
        self.init(
            key: key, revision: space.storeRevision(event.kv.modRevision),
            change: event.type == .delete
                ? .delete
                : .put(Array(event.kv.value), createRevision: space.storeRevision(event.kv.createRevision)))
    }
}

/// The events of a watch. Every iterator is a watch of its own.
struct EtcdEvents: AsyncSequence, Sendable {
    typealias Element = [StoreEvent]
    typealias Failure = any Error

    let store: EtcdStore
    let prefix: String
    let after: Revision

    func makeAsyncIterator() -> Iterator {
        let handoff = Handoff<[StoreEvent]>()
        return Iterator(
            subscription: Subscription(
                handoff: handoff, pump: store.startPump(prefix: prefix, after: after, to: handoff)))
    }

    /// Ends the watch when nobody reads it any more.
    final class Subscription: Sendable {
        let handoff: Handoff<[StoreEvent]>
        let pump: Task<Void, Never>

        init(handoff: Handoff<[StoreEvent]>, pump: Task<Void, Never>) {
            self.handoff = handoff
            self.pump = pump
        }

        deinit { pump.cancel() }
    }

    struct Iterator: AsyncIteratorProtocol {
        typealias Element = [StoreEvent]
        typealias Failure = any Error

        let subscription: Subscription

        mutating func next() async throws -> [StoreEvent]? { try await subscription.handoff.take() }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> [StoreEvent]? {
            try await subscription.handoff.take()
        }
    }
}

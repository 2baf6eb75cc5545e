import AsyncTools
import KubeClient
import Metrics
import Testing

@Suite(.timeLimit(.minutes(10))) struct WorkQueueTests {
    @Test func aKeyWaitsOnlyOnce() async {
        let queue = WorkQueue<String>()
        queue.add("a")
        queue.add("b")
        queue.add("a")
        #expect(queue.count == 2)
        #expect(await queue.next() == "a")
        queue.finish("a")
        #expect(await queue.next() == "b")
        queue.finish("b")
        #expect(queue.count == 0)
    }

    @Test func aKeyAddedDuringItsPassComesAgainAfterwards() async {
        let queue = WorkQueue<String>()
        queue.add("a")
        #expect(await queue.next() == "a")
        queue.add("a")
        #expect(queue.count == 0)
        queue.finish("a")
        #expect(queue.count == 1)
    }

    @Test func noTwoWorkersHaveTheSameKeyAtOnce() async {
        let queue = WorkQueue<Int>()
        let active = Guarded<Set<Int>>([])
        let passes = Guarded(0)
        let overlaps = Guarded(0)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await queue.run(workers: 8) { key in
                    let isAlone = active.withLock { $0.insert(key).inserted }
                    if !isAlone { overlaps.withLock { $0 += 1 } }
                    await Task.yield()
                    active.withLock { _ = $0.remove(key) }
                    passes.withLock { $0 += 1 }
                    return .done
                }
            }
            for round in 0..<200 { queue.add(round % 5) }
            while queue.count > 0 || !active.current.isEmpty { await Task.yield() }
            group.cancelAll()
        }
        #expect(overlaps.current == 0)
        #expect(passes.current >= 5)
    }

    @Test func aFailedKeyIsTriedAgainUntilItSucceeds() async {
        struct Failure: Error {}
        let queue = WorkQueue<String>(backoff: Backoff(base: .milliseconds(1), limit: .milliseconds(4)))
        let attempts = Guarded(0)
        let failures = Guarded(0)
        queue.add("a")
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await queue.run(workers: 2, failed: { _, _ in failures.withLock { $0 += 1 } }) { _ in
                    let attempt = attempts.withLock {
                        $0 += 1
                        return $0
                    }
                    if attempt < 4 { throw Failure() }
                    queue.shutDown()
                    return .done
                }
            }
        }
        #expect(attempts.current == 4)
        #expect(failures.current == 3)
    }

    @Test func aDelayedKeyComesLaterAndTheEarliestDelayCounts() async {
        let queue = WorkQueue<String>()
        let order = Guarded<[String]>([])
        queue.add("late", after: .milliseconds(60))
        queue.add("early", after: .seconds(60))
        queue.add("early", after: .milliseconds(20))
        queue.add("now")
        await queue.run(workers: 1) { key in
            let count = order.withLock {
                $0.append(key)
                return $0.count
            }
            if count == 3 { queue.shutDown() }
            return .done
        }
        #expect(order.current == ["now", "early", "late"])
    }

    @Test func whatAQueueDoesIsCounted() async {
        let queue = WorkQueue<String>(backoff: Backoff(base: .milliseconds(1), limit: .milliseconds(1)))
        queue.add("a")
        queue.add("b")
        var text = MetricsText()
        WorkQueueMetrics([("things", queue.statistics)]).write(to: &text)
        #expect(String(decoding: text.bytes, as: UTF8.self).contains("workqueue_depth{name=\"things\"} 2\n"))
        let passes = Guarded(0)
        await queue.run(workers: 1) { _ in
            let count = passes.withLock {
                $0 += 1
                return $0
            }
            if count == 1 { throw CancellationError() }
            if count == 3 { queue.shutDown() }
            return .done
        }
        text = MetricsText()
        WorkQueueMetrics([("things", queue.statistics)]).write(to: &text)
        let shown = String(decoding: text.bytes, as: UTF8.self)
        for line in [
            "workqueue_retries_total{name=\"things\"} 1", "workqueue_depth{name=\"things\"} 0",
            "workqueue_work_duration_seconds_count{name=\"things\"} 3",
            "workqueue_queue_duration_seconds_count{name=\"things\"} 3",
        ] { #expect(shown.contains(line + "\n"), "\(line)") }
    }

    @Test func sizesAreCountedInDoublingSteps() {
        let sizes = SizeHistogram()
        for size in [0, 1024, 1025, 2048, 131_072, 131_073, 10_000_000] { sizes.observe(size) }
        #expect(sizes.current.buckets == [2, 2, 0, 0, 0, 0, 0, 1, 2])
        #expect(sizes.current.sum == 10_266_242)
    }

    @Test func delaysGrowToTheLimit() {
        let backoff = Backoff(base: .milliseconds(10), limit: .milliseconds(50))
        #expect(backoff.delay(failures: 0, random: 1) == .zero)
        #expect(backoff.delay(failures: 1, random: 1) == .milliseconds(10))
        #expect(backoff.delay(failures: 3, random: 1) == .milliseconds(40))
        #expect(backoff.delay(failures: 1000, random: 1) == .milliseconds(50))
        #expect(backoff.delay(failures: 1, random: 0) < .milliseconds(10))
    }
}

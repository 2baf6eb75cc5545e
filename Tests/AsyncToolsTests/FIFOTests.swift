import AsyncTools
import Testing

@Suite struct FIFOTests {
    @Test func whatComesFirstLeavesFirstHoweverLongItIs() {
        var queue = FIFO<Int>()
        var next = 0
        var expected = 0
        // Grows to about 5,000, so that the room of what has left is given up several times.
        for round in 0..<20_000 {
            queue.append(next)
            next += 1
            if round % 4 != 0 {
                #expect(queue.first == expected)
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        #expect(queue.count == next - expected)
        #expect(queue.popFirst(100_000) == Array(expected..<next))
        #expect(queue.isEmpty)
        #expect(queue.first == nil)
        #expect(queue.popFirst() == nil)
        queue.append(7)
        #expect(queue.popFirst(0) == [])
        #expect(queue.popFirst(2) == [7])
    }

    @Test func theLastThatFitsCanBeTakenAway() {
        var queue = FIFO<Int>()
        for number in [1, 2, 3, 2, 4] { queue.append(number) }
        #expect(queue.popFirst() == 1)
        queue.removeLast { $0 == 1 }
        queue.removeLast { $0 == 2 }
        #expect(queue.popFirst(10) == [2, 3, 4])
        queue.append(5)
        queue.removeLast { $0 == 5 }
        #expect(queue.isEmpty)
        queue.append(6)
        #expect(queue.popFirst() == 6)
    }

    @Test func whatHasLeftIsNotKept() {
        final class Item: Sendable {}
        var queue = FIFO<Item>()
        weak var first: Item?
        do {
            let item = Item()
            first = item
            queue.append(item)
        }
        queue.append(Item())
        _ = queue.popFirst()
        #expect(first == nil)
        #expect(queue.count == 1)
    }
}

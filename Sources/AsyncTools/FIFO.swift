/// What comes first leaves first. Both ends cost the same however long it is.
package struct FIFO<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var head = 0

    package init() {}

    package var isEmpty: Bool { head == elements.count }

    package var count: Int { elements.count - head }

    package var first: Element? { head < elements.count ? elements[head] : nil }

    package mutating func append(_ element: Element) { elements.append(element) }

    package mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        // The place stays until the array is shortened; its element must not.
        let element = elements[head].take()
        head += 1
        shorten()
        return element
    }

    /// Takes away the last that fits, which costs as much as there are behind it.
    package mutating func removeLast(where fits: (Element) -> Bool) {
        guard let place = elements[head...].lastIndex(where: { $0.map(fits) ?? false }) else { return }
        elements.remove(at: place)
        shorten()
    }

    /// At most so many.
    package mutating func popFirst(_ most: Int) -> [Element] {
        var popped: [Element] = []
        while popped.count < most, let element = popFirst() { popped.append(element) }
        return popped
    }

    private mutating func shorten() {
        if head == elements.count {
            elements.removeAll(keepingCapacity: head <= 1024)
            head = 0
        } else if head > 1024, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
    }
}

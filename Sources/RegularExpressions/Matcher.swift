/// Runs a program over a text, all its threads at once: the time is the length of the text times the size of the program.
struct Matcher {
    private let program: [Program.Instruction]
    private let text: [Unicode.Scalar]
    /// When an instruction was last entered, so that no thread runs twice at one place: the position and `epoch`.
    private var entered: [Int]
    /// Raised with every search by more than the text is long, so that nothing has to be forgotten between searches.
    private var epoch = 0
    /// Instructions still to be entered; kept so that it is allocated once.
    private var waiting: [Int] = []

    private struct Thread {
        let instruction: Int
        /// Where its match began.
        let start: Int
    }

    init(_ program: Program, text: [Unicode.Scalar]) {
        self.program = program.instructions
        self.text = text
        entered = Array(repeating: -1, count: program.instructions.count)
    }

    /// The leftmost match that begins at `start` or later. With `anywhere`, the first end found is good enough.
    mutating func firstMatch(from start: Int, anywhere: Bool = false) -> Range<Int>? {
        epoch += text.count + 2
        var current: [Thread] = []
        var found: Range<Int>?
        var position = start
        var following: [Thread] = []
        while position <= text.count {
            if found == nil { enter(0, start: position, at: position, &current) }
            if current.isEmpty, found != nil { break }
            following.removeAll(keepingCapacity: true)
            loop: for thread in current {
                switch program[thread.instruction] {
                case .match:
                    found = thread.start..<position
                    // The threads after this one have a lower claim.
                    if anywhere { return found }
                    break loop
                case .scalars(let set):
                    guard position < text.count, set.contains(text[position]) else { continue }
                    enter(thread.instruction + 1, start: thread.start, at: position + 1, &following)
                case .split, .jump, .assertion: continue
                }
            }
            swap(&current, &following)
            position += 1
        }
        return found
    }

    /// Adds a thread, and those that it leads to without reading, in the order of their claim.
    private mutating func enter(_ instruction: Int, start: Int, at position: Int, _ threads: inout [Thread]) {
        waiting.append(instruction)
        while let next = waiting.popLast() {
            guard entered[next] != epoch + position else { continue }
            entered[next] = epoch + position
            switch program[next] {
            case .jump(let target): waiting.append(target)
            case .split(let first, let second):
                waiting.append(second)
                waiting.append(first)
            case .assertion(let assertion):
                if holds(assertion, at: position) { waiting.append(next + 1) }
            case .scalars, .match: threads.append(Thread(instruction: next, start: start))
            }
        }
    }

    private func holds(_ assertion: PatternNode.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.count
        case .lineStart: position == 0 || text[position - 1] == "\n"
        case .lineEnd: position == text.count || text[position] == "\n"
        case .wordBoundary: isBoundary(position)
        case .noWordBoundary: !isBoundary(position)
        }
    }

    private func isBoundary(_ position: Int) -> Bool {
        let before = position > 0 && text[position - 1].isWord
        let after = position < text.count && text[position].isWord
        return before != after
    }
}

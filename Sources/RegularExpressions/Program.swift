/// The automaton of a pattern as instructions (Thompson's construction).
struct Program: Sendable {
    enum Instruction: Sendable {
        case scalars(ScalarTest)
        case assertion(PatternNode.Assertion)
        /// Tries `first` before `second`.
        case split(first: Int, second: Int)
        case jump(Int)
        case match
    }

    /// Counted repetitions are written out, so a short pattern can ask for a long program.
    static let maximumSize = 10_000

    private(set) var instructions: [Instruction] = []

    init(_ node: PatternNode) throws(PatternError) {
        try append(node)
        instructions.append(.match)
    }

    private mutating func emit(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.maximumSize else { throw PatternError(reason: "expression too large") }
        instructions.append(instruction)
    }

    private mutating func append(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .empty: break
        case .scalars(let set): try emit(.scalars(ScalarTest(set)))
        case .assertion(let assertion): try emit(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .alternatives(let branches): try append(alternatives: branches)
        case .repetition(let node, let minimum, let maximum, let isLazy):
            for _ in 0..<minimum {
                let size = instructions.count
                try append(node)
                // Nothing, however often, is nothing.
                if instructions.count == size { break }
            }
            if let maximum {
                try append(optional: node, times: maximum - minimum, isLazy: isLazy)
            } else {
                try append(loop: node, isLazy: isLazy)
            }
        }
    }

    private mutating func append(alternatives branches: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try append(branch)
                break
            }
            let split = instructions.count
            try emit(.match)
            try append(branch)
            exits.append(instructions.count)
            try emit(.match)
            instructions[split] = .split(first: split + 1, second: instructions.count)
        }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func append(loop node: PatternNode, isLazy: Bool) throws(PatternError) {
        let split = instructions.count
        try emit(.match)
        try append(node)
        try emit(.jump(split))
        instructions[split] = Self.split(into: split + 1, past: instructions.count, isLazy: isLazy)
    }

    private mutating func append(optional node: PatternNode, times: Int, isLazy: Bool) throws(PatternError) {
        var splits: [Int] = []
        for _ in 0..<max(0, times) {
            splits.append(instructions.count)
            try emit(.match)
            try append(node)
        }
        for split in splits {
            instructions[split] = Self.split(into: split + 1, past: instructions.count, isLazy: isLazy)
        }
    }

    private static func split(into body: Int, past end: Int, isLazy: Bool) -> Instruction {
        isLazy ? .split(first: end, second: body) : .split(first: body, second: end)
    }
}

/// A set with the answers for ASCII worked out beforehand.
struct ScalarTest: Sendable {
    private let low: UInt64
    private let high: UInt64
    private let set: ScalarSet

    init(_ set: ScalarSet) {
        func bits(from first: UInt32) -> UInt64 {
            (0..<64).reduce(0) { bits, index in
                guard let scalar = Unicode.Scalar(first + UInt32(index)), set.contains(scalar) else { return bits }
                return bits | 1 << UInt64(index)
            }
        }
        low = bits(from: 0)
        high = bits(from: 64)
        self.set = set
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<64: low >> UInt64(scalar.value) & 1 == 1
        case 64..<128: high >> UInt64(scalar.value - 64) & 1 == 1
        default: set.contains(scalar)
        }
    }
}

/// Deals each flow a hand of queues, so that two flows seldom share all of theirs (Amazon's shuffle sharding; KEP-1040).
enum ShuffleSharding {
    /// `size` different numbers below `count`, the same for the same flow. `size` is at most `count`.
    static func hand(schema: String, flow: String, size: Int, of count: Int) -> [Int] {
        var state = hash(schema, flow)
        var hand: [Int] = []
        for index in 0..<min(size, count) {
            // One of the queues that are left, counted past those already dealt.
            var card = Int(next(&state) % UInt64(count - index))
            for dealt in hand.sorted() where dealt <= card { card += 1 }
            hand.append(card)
        }
        return hand
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ schema: String, _ flow: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        schema.utf8.forEach(add)
        add(0)
        flow.utf8.forEach(add)
        return hash
    }

    /// SplitMix64.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

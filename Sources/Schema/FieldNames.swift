/// Finds an object's fields by the bytes of their names, so that a walk over JSON text makes no strings.
struct FieldNames: Sendable {
    private let names: [[UInt8]]
    /// Positions of fields, or -1; open addressing, at most half full.
    private let slots: [Int32]

    init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        var size = 2
        while size < names.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (position, name) in self.names.enumerated() {
            var slot = name.withUnsafeBufferPointer(Self.hash) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(position)
        }
        self.slots = slots
    }

    /// The position of the field with this name.
    func position(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = Self.hash(name) & (slots.count - 1)
        while true {
            let position = Int(slots[slot])
            guard position >= 0 else { return nil }
            if names[position].count == name.count, names[position].elementsEqual(name) { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// FNV-1a. The names in a table are our own, so nobody can choose them to collide.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}

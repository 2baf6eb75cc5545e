/// Finds an object's fields by their protobuf numbers.
struct WireNumbers: Sendable {
    private struct Key: Sendable, Hashable {
        let wrapper: Int?
        let number: Int
    }

    private let positions: [Key: Int]
    private let wrappers: Set<Int>

    init(_ fields: [FieldSchema]) {
        var positions: [Key: Int] = [:]
        for (position, field) in fields.enumerated() where field.number > 0 {
            positions[Key(wrapper: field.inside, number: field.number)] = position
        }
        self.positions = positions
        wrappers = Set(fields.compactMap(\.inside).flatMap { [$0, WirePath.outer($0)] })
    }

    /// The position of the field with a number, in the object itself or inside a wrapper.
    func position(of number: Int, inside wrapper: Int?) -> Int? { positions[Key(wrapper: wrapper, number: number)] }

    /// The wrapper that a number stands for, in the object itself or inside another wrapper; `nil` when it stands for none.
    func wrapper(_ number: Int, inside outer: Int?) -> Int? {
        let found = outer.map { WirePath.nested(number, in: $0) } ?? number
        return wrappers.contains(found) ? found : nil
    }
}

/// How a message in a message, both shown inlined in JSON, is said in one number. Protobuf's own numbers have 29 bits.
package enum WirePath {
    package static func nested(_ inner: Int, in outer: Int) -> Int { outer | inner << 32 }

    static func outer(_ path: Int) -> Int { path & 0xFFFF_FFFF }
    static func inner(_ path: Int) -> Int? { path >> 32 == 0 ? nil : path >> 32 }
}

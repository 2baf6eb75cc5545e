/// Keys as bytes: Swift compares strings by canonical equivalence, a store must not.
extension String {
    func hasBytePrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// The smallest string that is greater than every string beginning with this one; `nil` when there is none.
    ///
    /// UTF-8 sorts as its scalars do, so the last scalar that can grow is raised by one.
    var prefixSuccessor: String? {
        var scalars = Array(unicodeScalars)
        while let last = scalars.popLast() {
            // The surrogates are no scalars: U+D7FF is followed by U+E000.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            scalars.append(scalar)
            var result = ""
            result.unicodeScalars.append(contentsOf: scalars)
            return result
        }
        return nil
    }
}

/// The keys from `lower` up to and without `upper` (`nil`: no end), in byte order.
package struct KeyRange: Sendable {
    package let lower: String
    package let upper: String?

    /// The keys that begin with `prefix` and are greater than `after`.
    package init(prefix: String, after: String? = nil) {
        if let after, !after.precedesByBytes(prefix) {
            lower = after + "\0"
        } else {
            lower = prefix
        }
        upper = prefix.prefixSuccessor
    }
}

/// `$(NAME)` in commands, arguments and environment values.
enum VariableExpansion {
    /// Replaces each reference to a known variable. Unknown ones stay as they are, `$$` stands for one `$`.
    static func expand(_ text: String, _ value: (String) -> String?) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                output.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "$"):
                output.append(UInt8(ascii: "$"))
                index += 2
            case UInt8(ascii: "("):
                guard let end = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")")) else {
                    output.append(contentsOf: bytes[index...])
                    return String(decoding: output, as: UTF8.self)
                }
                let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                output.append(contentsOf: value(name).map { Array($0.utf8) } ?? Array(bytes[index...end]))
                index = end + 1
            default:
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

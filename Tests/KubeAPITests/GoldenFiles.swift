import Glibc
import JSON
import Testing

/// A recorded object as JSON and as protobuf.
struct GoldenPair: Sendable, CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    func json() throws -> JSONValue { try JSONReader.read(try Self.read("\(name).json")) }
    func protobuf() throws -> [UInt8] { try Self.read("\(name).pb") }

    struct CannotRead: Error { let path: String }

    static func read(_ file: String) throws -> [UInt8] {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = "\(folder)/Golden/\(file)"
        guard let stream = fopen(path, "rb") else { throw CannotRead(path: path) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

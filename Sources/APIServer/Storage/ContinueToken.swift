import JSON

/// Where the next page of a list begins, and at which revision all its pages are read. Opaque to clients.
struct ContinueToken: Sendable, Hashable {
    let revision: Int64
    /// The path of the last object of the page before.
    let after: String

    var text: String {
        Self.base64(JSONWriter.bytes(["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(after)]))
    }

    init(revision: Int64, after: String) {
        self.revision = revision
        self.after = after
    }

    /// A 400 for anything this server did not make.
    init(_ text: String) throws(StatusError) {
        guard let bytes = Self.decode(text) else { throw Self.invalid("illegal base64 data") }
        do {
            let token = try JSONReader.read(bytes)
            guard let revision = token["rv"]?.intValue, revision > 0, let start = token["start"]?.stringValue,
                !start.isEmpty, token["v"]?.stringValue == "meta.k8s.io/v1"
            else { throw Self.invalid("incorrect encoded start key") }
            self.init(revision: revision, after: start)
        } catch let error as StatusError {
            throw error
        } catch {
            throw Self.invalid("\(error)")
        }
    }

    private static func invalid(_ why: String) -> StatusError {
        .badRequest("invalid continue token: continue key is not valid: \(why)")
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Base64 for URLs, without padding (RFC 4648, section 5).
    private static func base64(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decode(_ text: String) -> [UInt8]? {
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return output
    }
}

import Encodings
import JSON

/// Where the next page of a list begins, and at which revision all its pages are read. Opaque to clients.
struct ContinueToken: Sendable, Hashable {
    /// `newest` when the revision of the first page is lost, and the client goes on all the same.
    let revision: Int64
    /// The path of the last object of the page before.
    let after: String

    var text: String {
        Base64.encodeForURL(JSONWriter.bytes(["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(after)]))
    }

    static let newest: Int64 = -1

    init(revision: Int64, after: String) {
        self.revision = revision
        self.after = after
    }

    /// A 400 for anything this server did not make.
    init(_ text: String) throws(StatusError) {
        guard let bytes = Base64.decodeForURL(text.utf8) else { throw Self.invalid("illegal base64 data") }
        do {
            let token = try JSONReader.read(bytes)
            guard let revision = token["rv"]?.intValue, revision > 0 || revision == Self.newest,
                let start = token["start"]?.stringValue,
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
}

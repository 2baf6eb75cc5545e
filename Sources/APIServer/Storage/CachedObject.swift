package import JSON
package import KubeAPI

/// One object as the cache holds it: the bytes that clients get, and the few things selectors look at.
package final class CachedObject: Sendable {
    package let key: ObjectKey
    /// `namespace/name`, or `name`: the end of the store's key. Lists come in this order.
    package let path: String
    /// The resource version.
    package let revision: Int64
    /// The JSON text, resource version included.
    package let bytes: [UInt8]
    let labels: [String: String]
    /// The values of the kind's selectable fields, in the order of `KindCache.fieldNames`.
    let fields: [String]

    init(key: ObjectKey, path: String, revision: Int64, bytes: [UInt8], labels: [String: String], fields: [String]) {
        self.key = key
        self.path = path
        self.revision = revision
        self.bytes = bytes
        self.labels = labels
        self.fields = fields
    }

    /// The tree. Costs a parse: for writes and for the answers that are not the object itself.
    package func decoded() throws(StatusError) -> JSONValue {
        do {
            return try JSONReader.read(bytes)
        } catch {
            throw .internalError("stored object \(key) is not JSON: \(error)")
        }
    }

    func at(_ revision: Int64, in form: StoredForm) -> CachedObject {
        CachedObject(
            key: key, path: path, revision: revision, bytes: form.respliced(bytes, revision: revision), labels: labels,
            fields: fields)
    }
}

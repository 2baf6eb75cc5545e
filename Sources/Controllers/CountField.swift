import JSON
import Schema

extension Object {
    /// Writes a count the way Kubernetes does: zero is left out.
    mutating func setCount(_ name: String, _ count: Int32) { json[name] = count == 0 ? nil : .int(Int64(count)) }
}

import KubeAPI
import KubeClient
import Schema

/// A namespace that exists for one measurement.
enum BenchNamespace {
    /// Makes a namespace, runs the body with its name, and deletes it with everything in it, however the body ends.
    static func with<Value>(_ client: KubeClient, _ body: (String) async throws -> Value) async throws -> Value {
        let name = "bench-\(UInt32.random(in: 0x1000_0000 ... .max).toHex)"
        _ = try await client.create(Namespace(name: name))
        do {
            let value = try await body(name)
            await remove(name, client)
            return value
        } catch {
            await remove(name, client)
            throw error
        }
    }

    private static func remove(_ name: String, _ client: KubeClient) async {
        // A task of its own: the removal must be made although the measurement was cancelled.
        await Task {
            do {
                try await client.delete(NamespaceShape.self, ObjectKey(namespace: "", name: name))
                let end = ContinuousClock.now + .seconds(60)
                while try await client.find(NamespaceShape.self, ObjectKey(namespace: "", name: name)) != nil {
                    guard ContinuousClock.now < end else { throw UserError("it is still ending", advice: "") }
                    try await Task.sleep(for: .milliseconds(100))
                }
            } catch {
                Terminal.progress("namespace \(name) was not removed: \(error)")
            }
        }.value
    }
}

extension UInt32 {
    fileprivate var toHex: String { String(self, radix: 16) }
}

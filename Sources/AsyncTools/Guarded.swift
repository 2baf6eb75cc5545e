package import Synchronization

/// Data behind a lock. The closure runs with the lock held and cannot await.
package final class Guarded<Value: Sendable>: Sendable {
    @usableFromInline let mutex: Mutex<Value>

    package init(_ value: Value) { mutex = Mutex(value) }

    @inlinable package func withLock<R: Sendable, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        try mutex.withLock { (value) throws(E) in
            try body(&value)
        }
    }

    /// A copy of the data.
    @inlinable package var current: Value { mutex.withLock { $0 } }
}

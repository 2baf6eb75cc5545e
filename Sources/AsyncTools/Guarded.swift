public import Synchronization

/// Data behind a lock. The closure runs with the lock held and cannot await.
///
/// Public, where everything else is the package's: the compiler inlines into other modules only what is public, and a
/// lock that is not inlined costs three times as much.
public final class Guarded<Value: Sendable>: Sendable {
    @usableFromInline let mutex: Mutex<Value>

    @inlinable public init(_ value: Value) { mutex = Mutex(value) }

    @inlinable public func withLock<R: Sendable, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        try mutex.withLock { (value) throws(E) in
            try body(&value)
        }
    }

    /// A copy of the data.
    @inlinable public var current: Value { mutex.withLock { $0 } }
}

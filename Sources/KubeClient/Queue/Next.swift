/// What a reconciler wants after one pass over a key.
package enum Next: Sendable, Hashable {
    /// Nothing until something changes.
    case done
    /// Another pass after the delay, even when nothing changes.
    case again(after: Duration)
}

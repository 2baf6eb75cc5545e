import Store

extension StatusError {
    /// What a client is told when the store fails.
    init(storeError error: any Error) {
        switch error {
        case StoreError.compacted(let oldest):
            self = .expired("The resourceVersion is too old; the oldest that is kept is \(oldest).")
        case StoreError.future(let current):
            self = StatusError(
                code: 504, reason: "Timeout", message: "Timeout: the resource version has not happened yet, current: \(current)",
                retryAfterSeconds: 1)
        case StoreError.full(let what): self = .internalError("no space left: \(what)")
        case is CancellationError: self = .serviceUnavailable("the server is shutting down")
        default: self = .serviceUnavailable("storage: \(error)")
        }
    }
}

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
        case StoreError.tooLarge(let what):
            self = StatusError(code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: \(what)")
        case StoreError.outcomeUnknown(let what):
            self = StatusError(
                code: 504, reason: "Timeout", message: "Timeout: it is not known whether the write was made: \(what)")
        case is CancellationError: self = .serviceUnavailable("the server is shutting down")
        default: self = .serviceUnavailable("storage: \(error)")
        }
    }
}

/// That a policy refuses a write, and why.
struct PolicyDecision: Sendable {
    let message: String
    /// Of the `Status`; `Invalid` unless the policy says otherwise.
    var reason = "Invalid"
    /// The place of the validation in the policy; 0 for what concerns the whole.
    var index = 0

    /// The HTTP status that goes with the reason.
    var code: Int {
        switch reason {
        case "Forbidden": 403
        case "Unauthorized": 401
        case "RequestEntityTooLarge": 413
        default: 422
        }
    }
}

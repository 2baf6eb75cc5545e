/// How much of a request is recorded (`audit.k8s.io/v1`).
package enum AuditLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    case none, metadata, request, requestResponse

    package static func < (left: AuditLevel, right: AuditLevel) -> Bool { left.rawValue < right.rawValue }

    init?(name: String) {
        switch name {
        case "None": self = .none
        case "Metadata": self = .metadata
        case "Request": self = .request
        case "RequestResponse": self = .requestResponse
        default: return nil
        }
    }

    package var name: String {
        switch self {
        case .none: "None"
        case .metadata: "Metadata"
        case .request: "Request"
        case .requestResponse: "RequestResponse"
        }
    }
}

/// When an event is made. `Panic` is known to policies and never happens: a trap ends the process, and the supervisor
/// starts it anew.
package enum AuditStage: String, Sendable, Hashable {
    case requestReceived = "RequestReceived"
    case responseStarted = "ResponseStarted"
    case responseComplete = "ResponseComplete"
    case panic = "Panic"
}

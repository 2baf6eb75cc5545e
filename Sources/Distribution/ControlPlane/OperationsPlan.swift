import JSON

/// How the API server is operated: what is recorded, how it ends, how much it takes on. Kept in the cluster's plan.
struct OperationsPlan: Sendable, Hashable {
    struct Audit: Sendable, Hashable {
        /// `nil`: the standard policy.
        var policyFile: String?
        /// `nil`: `audit.log` below the cluster's logs; empty: no log.
        var logPath: String?
        /// Megabytes of one file.
        var logMaxSize = 50
        /// Days.
        var logMaxAge = 0
        var logMaxBackup = 4
        /// A kubeconfig that names the webhook.
        var webhookConfigFile: String?
        var webhookBatchMaxSize = 400
    }

    var audit = Audit()
    /// How long requests are taken on after the server has said that it is not ready any more.
    var shutdownDelaySeconds = 0
    var maxRequestsInFlight = 600
    var profiling = false
    /// `text`, `logfmt` or `json`.
    var logFormat = "text"
}

extension OperationsPlan {
    var json: JSONValue {
        var audit: JSONObject = [
            "logMaxSize": .int(Int64(self.audit.logMaxSize)), "logMaxAge": .int(Int64(self.audit.logMaxAge)),
            "logMaxBackup": .int(Int64(self.audit.logMaxBackup)),
            "webhookBatchMaxSize": .int(Int64(self.audit.webhookBatchMaxSize)),
        ]
        audit["policyFile"] = self.audit.policyFile.map { .string($0) }
        audit["logPath"] = self.audit.logPath.map { .string($0) }
        audit["webhookConfigFile"] = self.audit.webhookConfigFile.map { .string($0) }
        return [
            "audit": .object(audit), "shutdownDelaySeconds": .int(Int64(shutdownDelaySeconds)),
            "maxRequestsInFlight": .int(Int64(maxRequestsInFlight)), "profiling": .bool(profiling),
            "logFormat": .string(logFormat),
        ]
    }

    /// What a plan does not say is as it is by default.
    init(json: JSONValue?) {
        self.init()
        func number(_ value: JSONValue?, _ standard: Int) -> Int { value?.intValue.map { Int(clamping: $0) } ?? standard }
        guard let json else { return }
        shutdownDelaySeconds = number(json["shutdownDelaySeconds"], shutdownDelaySeconds)
        maxRequestsInFlight = number(json["maxRequestsInFlight"], maxRequestsInFlight)
        profiling = json["profiling"]?.boolValue ?? profiling
        logFormat = json["logFormat"]?.stringValue ?? logFormat
        audit.policyFile = json[path: "audit", "policyFile"]?.stringValue
        audit.logPath = json[path: "audit", "logPath"]?.stringValue
        audit.logMaxSize = number(json[path: "audit", "logMaxSize"], audit.logMaxSize)
        audit.logMaxAge = number(json[path: "audit", "logMaxAge"], audit.logMaxAge)
        audit.logMaxBackup = number(json[path: "audit", "logMaxBackup"], audit.logMaxBackup)
        audit.webhookConfigFile = json[path: "audit", "webhookConfigFile"]?.stringValue
        audit.webhookBatchMaxSize = number(json[path: "audit", "webhookBatchMaxSize"], audit.webhookBatchMaxSize)
    }
}

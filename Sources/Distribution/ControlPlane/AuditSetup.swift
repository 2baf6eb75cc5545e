import APIServer
import Files
import Logging

/// Makes the audit log of a control plane from its plan.
enum AuditSetup {
    /// Throws what to mend when a file cannot be used: a server that should record and cannot must not start.
    static func configuration(_ plan: OperationsPlan.Audit, _ layout: ClusterLayout) throws -> AuditConfiguration? {
        let logger = Logger(label: "audit")
        var sinks: [any AuditSink] = []
        let path = plan.logPath ?? "\(layout.logs)/audit.log"
        if !path.isEmpty {
            sinks.append(
                AuditLog(
                    .init(
                        path: path, maximumSize: max(1, plan.logMaxSize) << 20, maximumAgeDays: plan.logMaxAge,
                        maximumBackups: plan.logMaxBackup),
                    logger: logger))
        }
        if let file = plan.webhookConfigFile {
            let access = try ServerAccess(kubeconfig: file, context: nil)
            var configuration = AuditWebhook.Configuration(path: access.path, spoolDirectory: "\(layout.directory)/audit-spool")
            configuration.maximumBatch = max(1, plan.webhookBatchMaxSize)
            sinks.append(try AuditWebhook(configuration, exchange: access.client(), logger: logger))
        }
        guard !sinks.isEmpty else { return nil }
        return AuditConfiguration(policy: try policy(plan.policyFile), sinks: sinks)
    }

    static func policy(_ file: String?) throws -> AuditPolicy {
        guard let file else { return try .standard }
        do { return try AuditPolicy(yaml: try FileSystem.readText(file)) } catch let error as AuditPolicy.Invalid {
            throw UserError("\(file): \(error.description)", advice: "see kubernetes.io/docs/tasks/debug/debug-cluster/audit")
        }
    }
}

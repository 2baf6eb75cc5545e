import APIServer
import ArgumentParser
import Files

/// How the API server is operated, under the names that kube-apiserver has for its flags.
struct OperationsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What is recorded: a Policy of audit.k8s.io/v1.", valueName: "file"))
    var auditPolicyFile: String?

    @Option(
        help: ArgumentHelp(
            "The audit log; \"-\" for none (default: audit.log in the cluster's logs).", valueName: "file"))
    var auditLogPath: String?

    @Option(name: .customLong("audit-log-maxsize"), help: "Megabytes after which a new audit log is begun.")
    var auditLogMaxSize = 50

    @Option(name: .customLong("audit-log-maxage"), help: "Days that old audit logs are kept; 0: without end.")
    var auditLogMaxAge = 0

    @Option(name: .customLong("audit-log-maxbackup"), help: "How many old audit logs are kept; 0: all.")
    var auditLogMaxBackup = 4

    @Option(help: ArgumentHelp("A kubeconfig of the webhook that is sent audit events.", valueName: "file"))
    var auditWebhookConfigFile: String?

    @Option(help: "The most events that the webhook is sent at a time.")
    var auditWebhookBatchMaxSize = 400

    @Option(
        help: ArgumentHelp(
            "How long requests are still taken on after SIGTERM, while /readyz fails already.", valueName: "seconds"))
    var shutdownDelayDuration = 0

    @Option(name: .customLong("max-requests-inflight"), help: "How many requests are worked on at one time.")
    var maxRequestsInFlight = 600

    @Flag(help: "Serve /debug to those who may get it.")
    var profiling = false

    @Option(help: ArgumentHelp("How logs are written: text, logfmt or json.", valueName: "format"))
    var logFormat = LogFormat.text

    func validate() throws {
        guard (0...600).contains(shutdownDelayDuration) else {
            throw ValidationError("--shutdown-delay-duration \(shutdownDelayDuration): use 0 to 600 seconds")
        }
        guard (1...1_000_000).contains(maxRequestsInFlight) else {
            throw ValidationError("--max-requests-inflight \(maxRequestsInFlight): use 1 to 1000000")
        }
        for (name, value, least) in [
            ("maxsize", auditLogMaxSize, 1), ("maxage", auditLogMaxAge, 0), ("maxbackup", auditLogMaxBackup, 0),
        ] where !(least...100_000).contains(value) {
            throw ValidationError("--audit-log-\(name) \(value): use \(least) to 100000")
        }
        guard (1...10_000).contains(auditWebhookBatchMaxSize) else {
            throw ValidationError("--audit-webhook-batch-max-size \(auditWebhookBatchMaxSize): use 1 to 10000")
        }
    }

    /// The plan. Throws what to mend when a file it names cannot be used.
    func plan() throws -> OperationsPlan {
        var plan = OperationsPlan()
        plan.audit = OperationsPlan.Audit(
            policyFile: auditPolicyFile.map(FileSystem.resolved),
            logPath: auditLogPath.map { $0 == "-" ? "" : FileSystem.resolved($0) }, logMaxSize: auditLogMaxSize,
            logMaxAge: auditLogMaxAge, logMaxBackup: auditLogMaxBackup,
            webhookConfigFile: auditWebhookConfigFile.map(FileSystem.resolved),
            webhookBatchMaxSize: auditWebhookBatchMaxSize)
        _ = try AuditSetup.policy(plan.audit.policyFile)
        if let file = plan.audit.webhookConfigFile { _ = try ServerAccess(kubeconfig: file, context: nil) }
        plan.shutdownDelaySeconds = shutdownDelayDuration
        plan.maxRequestsInFlight = maxRequestsInFlight
        plan.profiling = profiling
        plan.logFormat = logFormat.rawValue
        return plan
    }
}

extension LogFormat: ExpressibleByArgument {}

import KubeAPI

/// Lets the webhooks of ValidatingWebhookConfigurations refuse what is written. All are asked at once.
struct ValidatingAdmissionWebhook: AdmissionPlugin {
    private let configurations: WebhookConfigurations
    private let caller: WebhookCaller

    init(objects: any ObjectWriter, served: any ServedDefinitions, caller: WebhookCaller) {
        configurations = WebhookConfigurations(ValidatingWebhookConfigurationShape.type, objects: objects, served: served)
        self.caller = caller
    }

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard let candidates = try await configurations.candidates(operation) else { return }
        var asked: [Webhook] = []
        for webhook in candidates.webhooks
        where try webhook.isFor(operation, versions: candidates.versions, namespace: candidates.namespace) {
            asked.append(webhook)
        }
        guard !asked.isEmpty else { return }
        let refusals = await withTaskGroup(of: (Int, StatusError?).self) { group in
            for (index, webhook) in asked.enumerated() {
                group.addTask { (index, await refusal(by: webhook, of: operation)) }
            }
            return await group.reduce(into: [Int: StatusError]()) { $0[$1.0] = $1.1 }
        }
        // Always the same one, whoever was faster.
        if let first = refusals.min(by: { $0.key < $1.key }) { throw first.value }
    }

    private func refusal(by webhook: Webhook, of operation: AdmissionOperation) async -> StatusError? {
        do throws(StatusError) {
            guard let answer = try await caller.ask(webhook, about: operation), !answer.isAllowed else { return nil }
            return answer.refusal(by: webhook.name)
        } catch { return error }
    }
}

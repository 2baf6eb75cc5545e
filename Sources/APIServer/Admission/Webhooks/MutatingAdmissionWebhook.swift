import JSON
import KubeAPI

/// Lets the webhooks of MutatingWebhookConfigurations change what is written, one after another.
struct MutatingAdmissionWebhook: AdmissionPlugin {
    private let configurations: WebhookConfigurations
    private let caller: WebhookCaller

    init(objects: any ObjectWriter, served: any ServedDefinitions, caller: WebhookCaller) {
        configurations = WebhookConfigurations(MutatingWebhookConfigurationShape.type, objects: objects, served: served)
        self.caller = caller
    }

    var asksOthers: Bool { true }

    func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard let candidates = try await configurations.candidates(operation) else { return }
        var lastChange: Int?
        for (index, webhook) in candidates.webhooks.enumerated() {
            if try await ask(webhook, candidates, &operation) { lastChange = index }
        }
        guard let lastChange else { return }
        // Once more: they have not seen what came after them.
        for webhook in candidates.webhooks.prefix(lastChange) where webhook.isReinvoked {
            _ = try await ask(webhook, candidates, &operation)
        }
    }

    /// Whether the object is another now.
    private func ask(
        _ webhook: Webhook, _ candidates: WebhookConfigurations.Candidates, _ operation: inout AdmissionOperation
    ) async throws(StatusError) -> Bool {
        guard try webhook.isFor(operation, versions: candidates.versions, namespace: candidates.namespace),
            let answer = try await caller.ask(webhook, about: operation)
        else { return false }
        guard answer.isAllowed else { throw answer.refusal(by: webhook.name) }
        guard let patch = answer.patch, let object = operation.object else { return false }
        let changed: JSONValue
        do throws(JSONPatch.Failure) { changed = try JSONPatch(patch, isChecked: false).apply(to: object) } catch {
            throw .internalError("the patch of admission webhook \"\(webhook.name)\" cannot be applied: \(error)")
        }
        guard Self.identity(changed) == Self.identity(object) else {
            throw .internalError("admission webhook \"\(webhook.name)\" changed which object is written")
        }
        operation.object = changed
        return changed != object
    }

    /// What no webhook can change.
    private static func identity(_ object: JSONValue) -> [JSONValue?] {
        let metadata = object["metadata"] ?? .emptyObject
        return [object["apiVersion"], object["kind"]] + ["name", "namespace", "uid", "resourceVersion"].map { metadata[$0] }
    }
}

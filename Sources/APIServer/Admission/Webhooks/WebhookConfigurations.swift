import AsyncTools
import JSON
import KubeAPI

/// The webhooks of all configurations of one kind, in the order of the configurations' names.
struct WebhookConfigurations: Sendable {
    private struct Read: Sendable {
        var revision: Int64 = -1
        var webhooks: [Webhook] = []
    }

    private let type: ResourceType
    private let objects: any ObjectReader
    private let served: any ServedDefinitions
    private let read = Guarded(Read())

    init(_ type: ResourceType, objects: any ObjectReader, served: any ServedDefinitions) {
        self.type = type
        self.objects = objects
        self.served = served
    }

    /// Those that may have to be asked about a write, and what they are chosen by; `nil`: none.
    func candidates(_ operation: AdmissionOperation) async throws(StatusError) -> Candidates? {
        let webhooks = try await webhooks()
        guard !webhooks.isEmpty, !operation.isAdmissionConfiguration else { return nil }
        return Candidates(
            webhooks: webhooks, versions: operation.versions(served),
            namespace: try await operation.namespaceObject(objects))
    }

    struct Candidates: Sendable {
        let webhooks: [Webhook]
        let versions: [String]
        let namespace: JSONValue?
    }

    /// Read again whenever one has changed.
    private func webhooks() async throws(StatusError) -> [Webhook] {
        let revision = await objects.revisions([type]).first ?? 0
        let known = read.current
        if known.revision == revision { return known.webhooks }
        let configurations = try await objects.objects(type, namespace: nil)
            .sorted { $0.text(path: "metadata", "name") < $1.text(path: "metadata", "name") }
        let webhooks = configurations.flatMap { $0.list("webhooks").compactMap(Webhook.init) }
        read.withLock { $0 = Read(revision: revision, webhooks: webhooks) }
        return webhooks
    }
}

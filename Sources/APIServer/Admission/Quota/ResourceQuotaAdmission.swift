import JSON
import KubeAPI
import Schema

/// Keeps what a namespace uses within its ResourceQuotas.
///
/// Room is taken from a quota's status, at the revision it was read at, before the object is stored; many requests share
/// one such write. What is deleted, has ended or was never stored is given back when the namespace is counted again, which
/// happens after every change of a counted kind in it (`run`).
package final class ResourceQuotaAdmission: AdmissionPlugin {
    /// How often a batch begins again because somebody else wrote a quota.
    private static let attempts = 16
    /// Kinds that come and go too fast to be counted.
    private static let ignored: Set = ["Event", "Binding"]

    let objects: any ObjectWriter
    let ledger: QuotaLedger
    private let lanes = QuotaLanes()

    package init(objects: any ObjectWriter) {
        self.objects = objects
        ledger = QuotaLedger(objects: objects)
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard Self.isCounted(operation), let object = operation.object else { return }
        let quotas = try await quotas(in: operation.namespace)
        let kind = operation.type.qualifiedName
        guard !quotas.isEmpty, quotas.contains(where: { QuotaAccount($0).kinds.contains(kind) }) else { return }
        let now = Timestamp.now
        let charge = QuotaCharge(
            type: operation.type, name: operation.name, object: object,
            item: QuotaItem(object, of: operation.type, now: now),
            old: operation.old.map { QuotaItem($0, of: operation.type, now: now) }, isDryRun: operation.isDryRun)
        guard
            quotas.contains(where: { quota in
                let hard = QuotaAccount(quota).hard
                return charge.added(to: quota).keys.contains { hard[$0] != nil }
            })
        else { return }
        try await lanes.submit(charge, in: operation.namespace) { await self.work($0, in: operation.namespace) }
    }

    /// Counts what a namespace uses, and writes it to its quotas.
    func recount(_ namespace: String) async throws(StatusError) {
        try await lanes.submit(nil, in: namespace) { await self.work($0, in: namespace) }
    }

    func quotas(in namespace: String?) async throws(StatusError) -> [JSONValue] {
        try await objects.objects(ResourceQuotaShape.type, namespace: namespace)
    }

    private static func isCounted(_ operation: AdmissionOperation) -> Bool {
        guard operation.type.isNamespaced, !operation.namespace.isEmpty, !ignored.contains(operation.type.kind) else {
            return false
        }
        switch operation.kind {
        case .create: return operation.subresource.isEmpty
        case .update:
            if operation.isOf("Pod") { return operation.subresource == "resize" }
            return operation.subresource.isEmpty
                && (operation.isOf("Service") || operation.isOf("PersistentVolumeClaim"))
        case .delete, .connect: return false
        }
    }

    // MARK: One batch

    private func work(_ requests: [QuotaLanes.Request], in namespace: String) async -> [UInt64: QuotaLanes.Outcome] {
        var charged: [String: Set<UInt64>] = [:]
        for _ in 0..<Self.attempts {
            do throws(StatusError) {
                if let outcomes = try await attempt(requests, in: namespace, &charged) { return outcomes }
            } catch {
                return all(requests, .failure(error))
            }
        }
        return all(requests, .failure(.serviceUnavailable("the quotas of namespace \(namespace) change too fast")))
    }

    private func all(_ requests: [QuotaLanes.Request], _ outcome: QuotaLanes.Outcome) -> [UInt64: QuotaLanes.Outcome] {
        Dictionary(uniqueKeysWithValues: requests.map { ($0.id, outcome) })
    }

    /// `nil` when a quota was written by somebody else in between.
    ///
    /// - Parameter charged: the requests that each quota has been charged for already, by the quota's name.
    private func attempt(
        _ requests: [QuotaLanes.Request], in namespace: String, _ charged: inout [String: Set<UInt64>]
    ) async throws(StatusError) -> [UInt64: QuotaLanes.Outcome]? {
        let recounts = requests.contains { $0.charge == nil }
        var accounts = try await quotas(in: namespace).map(QuotaAccount.init)
        for index in accounts.indices {
            let missing = recounts ? Set(accounts[index].hard.keys) : accounts[index].uncounted
            guard !missing.isEmpty else { continue }
            let counted = try ledger.used(missing, of: accounts[index].quota, in: namespace)
            accounts[index].used.merge(counted) { $1 }
        }
        let (after, outcomes) = take(requests, from: accounts, namespace, charged)
        for account in after {
            if account.status == account.quota["status"] { continue }
            let before = account.quota
            let stored = try await objects.change(ResourceQuotaShape.type, namespace: namespace, name: account.name) { current in
                guard current["metadata"]?["uid"] == before["metadata"]?["uid"], current["spec"] == before["spec"],
                    current["status"] == before["status"]
                else { return nil }
                var quota = current
                quota["status"] = account.status
                return quota
            }
            // A quota that is gone asks for nothing.
            if let stored, stored["status"] != account.status { return nil }
            charged[account.name, default: []].formUnion(outcomes.filter { $0.value.isSuccess }.keys)
        }
        return outcomes
    }

    /// Goes through the requests in the order they came; each takes from all quotas, or from none.
    private func take(
        _ requests: [QuotaLanes.Request], from accounts: [QuotaAccount], _ namespace: String,
        _ charged: [String: Set<UInt64>]
    ) -> ([QuotaAccount], [UInt64: QuotaLanes.Outcome]) {
        var accounts = accounts
        var outcomes: [UInt64: QuotaLanes.Outcome] = [:]
        for request in requests {
            guard let charge = request.charge else {
                outcomes[request.id] = .success
                continue
            }
            var after = accounts
            // What no quota can count is refused before room is looked for in any.
            var refusal = after.lazy.compactMap { $0.fault(charge) }.first
            for index in after.indices where refusal == nil {
                if charged[after[index].name]?.contains(request.id) == true { continue }
                refusal = after[index].take(charge)
            }
            if let refusal {
                outcomes[request.id] = .failure(
                    .forbidden(
                        StatusError.Subject(group: charge.type.group, kind: charge.type.plural, name: charge.name), refusal))
                continue
            }
            outcomes[request.id] = .success
            guard !charge.isDryRun else { continue }
            accounts = after
            // A count of this namespace must not miss what is about to be stored.
            if charged.values.allSatisfy({ !$0.contains(request.id) }) { ledger.expect(charge, in: namespace) }
        }
        return (accounts, outcomes)
    }
}

extension QuotaLanes.Outcome {
    var isSuccess: Bool { if case .success = self { true } else { false } }
}

import KubeAPI
import KubeClient
import Schema

/// Gives every namespace its `default` ServiceAccount, and makes it anew when somebody removes it.
struct ServiceAccountController: Controller {
    static let accountName = "default"

    let name = "serviceaccount"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.namespaces) }
            group.addTask {
                await feed(informers.defaultServiceAccounts) { change in
                    guard case .deleted(let account) = change else { return [] }
                    return [ObjectKey(namespace: "", name: account.namespace)]
                }
            }
        }
    }

    /// The key names a namespace.
    func reconcile(_ key: ObjectKey) async throws -> Next {
        let account = ObjectKey(namespace: key.name, name: Self.accountName)
        guard let namespace = informers.namespaces[key], !namespace.isBeingDeleted,
            informers.defaultServiceAccounts[account] == nil
        else { return .done }
        do {
            _ = try await client.create(ServiceAccount(name: account.name, namespace: account.namespace))
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            return .done
        }
        return .done
    }
}

import JSON
import KubeAPI
import KubeClient
import Schema

/// Takes in objects that a selector matches and nobody controls, and lets go of those that it does not match any more.
struct OwnershipClaim<Owner: Resource, Owned: Resource>: Sendable {
    let client: KubeClient
    let owner: Object<Owner>
    let matcher: LabelMatcher
    /// Whether an object without a controller is worth taking in.
    let isAdoptable: @Sendable (Object<Owned>) -> Bool

    /// The objects that belong to the owner, after adoption and release.
    func claim(_ objects: [Object<Owned>]) async throws -> [Object<Owned>] {
        var mine: [Object<Owned>] = []
        var mayAdopt: Bool?
        for object in objects {
            if let controller = object.controllerOwner {
                guard controller.uid == owner.uid else { continue }
                if matcher.matches(object.labels) {
                    mine.append(object)
                } else if !owner.isBeingDeleted, !object.isBeingDeleted {
                    try await release(object)
                }
            } else if !owner.isBeingDeleted, isAdoptable(object), matcher.matches(object.labels) {
                if mayAdopt == nil { mayAdopt = try await ownerStillExists() }
                if mayAdopt == true, let adopted = try await adopt(object) { mine.append(adopted) }
            }
        }
        return mine
    }

    /// Asks the server: the cache may show an owner that was deleted and made anew.
    private func ownerStillExists() async throws -> Bool {
        guard let live = try await client.find(Owner.self, owner.key) else { return false }
        return live.uid == owner.uid && !live.isBeingDeleted
    }

    private func adopt(_ object: Object<Owned>) async throws -> Object<Owned>? {
        try await patch(object, owner.controllerReference.json)
    }

    private func release(_ object: Object<Owned>) async throws {
        _ = try await patch(object, ["$patch": "delete", "uid": .string(owner.uid)])
    }

    private func patch(_ object: Object<Owned>, _ reference: JSONValue) async throws -> Object<Owned>? {
        do {
            return try await client.patch(
                Owned.self, object.key,
                .strategic(["metadata": ["uid": .string(object.uid), "ownerReferences": [reference]]]))
        } catch let error as APIError where error.isNotFound || error.isConflict || error.isInvalid {
            return nil
        }
    }
}

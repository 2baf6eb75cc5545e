import KubeAPI
import Schema

/// What must be written so that the slices of one address family and one list of ports hold the wanted endpoints. Pure.
///
/// Moves as few endpoints as possible: each stays in its slice while that exists, and new ones fill slices that are
/// written anyway, then those with room.
struct SlicePlan: Sendable {
    /// The most endpoints of one slice.
    static let maximumEndpoints = 100

    private(set) var create: [[Endpoint]] = []
    private(set) var update: [EndpointSlice] = []
    private(set) var delete: [EndpointSlice] = []

    /// - Parameters:
    ///   - existing: the slices of this family and these ports.
    ///   - wanted: the endpoints, one for each Pod, by the Pod's uid.
    ///   - keepsEmpty: whether one slice is to stay, or be made, when there are no endpoints at all.
    init(existing: [EndpointSlice], wanted: [Endpoint], keepsEmpty: Bool) {
        var missing = wanted
        var index: [String: Endpoint] = [:]
        for endpoint in wanted { index[endpoint.identity] = endpoint }
        var drafts = existing.sorted { $0.name < $1.name }.map { Draft(slice: $0, wanted: &index) }
        missing.removeAll { index[$0.identity] == nil }
        // Slices that change anyway first.
        for position in drafts.indices.sorted(by: { drafts[$0].isChanged && !drafts[$1].isChanged }) where !missing.isEmpty {
            drafts[position].take(&missing)
        }
        while !missing.isEmpty {
            create.append(Array(missing.prefix(Self.maximumEndpoints)))
            missing.removeFirst(min(missing.count, Self.maximumEndpoints))
        }
        settle(drafts, keepsEmpty: keepsEmpty)
    }

    private mutating func settle(_ drafts: [Draft], keepsEmpty: Bool) {
        var needsPlaceholder = keepsEmpty && create.isEmpty && drafts.allSatisfy(\.endpoints.isEmpty)
        for draft in drafts {
            if draft.endpoints.isEmpty, !needsPlaceholder {
                delete.append(draft.slice)
            } else {
                if draft.endpoints.isEmpty { needsPlaceholder = false }
                if draft.isChanged { update.append(draft.result) }
            }
        }
        if needsPlaceholder { create.append([]) }
    }

    private struct Draft {
        let slice: EndpointSlice
        var endpoints: [Endpoint]
        var isChanged: Bool

        /// Keeps the endpoints that are still wanted, and takes them out of `wanted`.
        init(slice: EndpointSlice, wanted: inout [String: Endpoint]) {
            self.slice = slice
            let before = slice.endpoints
            endpoints = before.compactMap { wanted.removeValue(forKey: $0.identity) }
            isChanged = endpoints != before
        }

        mutating func take(_ missing: inout [Endpoint]) {
            let count = min(SlicePlan.maximumEndpoints - endpoints.count, missing.count)
            guard count > 0 else { return }
            endpoints += missing.prefix(count)
            missing.removeFirst(count)
            isChanged = true
        }

        var result: EndpointSlice {
            var changed = slice
            changed.endpoints = endpoints
            return changed
        }
    }
}

extension Object where S == EndpointShape {
    /// The Pod's uid, or the address of an endpoint that is no Pod.
    var identity: String { self.targetRef?.uid ?? self.addresses.first ?? "" }
}

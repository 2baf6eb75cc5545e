/// Spreads a changed size over the ReplicaSets of a rollout that is under way, in proportion to what each has. Pure.
struct ProportionalScaling: Sendable {
    struct Member: Sendable {
        let replicas: Int
        /// The most Pods of the whole Deployment when this set was scaled last; `nil` when that was not recorded.
        let most: Int?
    }

    /// What the Deployment may have in all from now on; 0 scales to nothing.
    let allowed: Int
    /// The Deployment's number of Pods as its status says; stands in for what was not recorded.
    let current: Int
    let desired: Int

    /// The new sizes, in the order of `members`: largest first when growing, and the set that leads takes the rest.
    func sizes(_ members: [Member]) -> [Int] {
        let total = members.reduce(0) { $0 + $1.replicas }
        let change = allowed - total
        guard change != 0 else { return members.map(\.replicas) }
        var added = 0
        var sizes = members.map { member in
            let share = share(of: member, change: change, added: added)
            added += share
            return member.replicas + share
        }
        if let first = sizes.first, change != added { sizes[0] = max(first + change - added, 0) }
        return sizes
    }

    private func share(of member: Member, change: Int, added: Int) -> Int {
        guard member.replicas > 0 else { return 0 }
        let left = change - added
        let fraction = desired == 0 ? -member.replicas : proportion(member)
        return change > 0 ? min(fraction, left) : max(fraction, left)
    }

    private func proportion(_ member: Member) -> Int {
        let before = member.most.flatMap { $0 > 0 ? $0 : nil } ?? max(current, 1)
        let scaled = Double(member.replicas) * Double(allowed) / Double(before)
        // The numbers are whatever users wrote, also in annotations.
        return (Int(exactly: scaled.rounded()) ?? Int(Int32.max)) - member.replicas
    }
}

/// Divides the seats of a server among its priority levels.
enum SeatAllocation {
    struct Level: Sendable, Hashable {
        let shares: Int
        let lendablePercent: Int
        let borrowingLimitPercent: Int?
        /// The most seats that were in use or waited for at one time, of late.
        var demand = 0
    }

    struct Limits: Sendable, Hashable {
        /// The level's part of the server by its shares.
        var nominal: Int
        /// What it keeps whatever happens.
        var minimum: Int
        var maximum: Int
        /// What it has now, after lending and borrowing.
        var current: Int
    }

    /// - Parameter seats: those of the whole server.
    static func limits(of levels: [Level], seats: Int) -> [Limits] {
        let total = max(1, levels.reduce(0) { $0 + $1.shares })
        var limits = levels.map { level in
            let nominal = (seats * level.shares + total - 1) / total
            let lendable = (nominal * level.lendablePercent + 50) / 100
            let borrowing = level.borrowingLimitPercent.map { (nominal * $0 + 50) / 100 } ?? max(0, seats - nominal)
            return Limits(nominal: nominal, minimum: nominal - lendable, maximum: nominal + borrowing, current: nominal)
        }
        var needs = zip(levels, limits).map { max(0, min($0.demand, $1.maximum) - $1.nominal) }
        var offers = zip(levels, limits).map { max(0, $1.nominal - max($1.minimum, $0.demand)) }
        // Round after round a seat goes from who can spare most to who is furthest behind, by shares.
        while let borrower = needs.indices.filter({ needs[$0] > 0 }).min(by: { left, right in
            (limits[left].current - limits[left].nominal) * max(1, levels[right].shares)
                < (limits[right].current - limits[right].nominal) * max(1, levels[left].shares)
        }), let lender = offers.indices.filter({ offers[$0] > 0 }).max(by: { offers[$0] < offers[$1] }) {
            needs[borrower] -= 1
            offers[lender] -= 1
            limits[borrower].current += 1
            limits[lender].current -= 1
        }
        return limits
    }
}

import Transport

extension QueryItems {
    /// Whether any of the names is given as `1` or `true`.
    func flag(_ names: String...) -> Bool { names.contains { ["1", "true"].contains(self[$0] ?? "") } }

    /// `nil` when the name is not given or its value is no number.
    func integer(_ name: String) -> Int64? { self[name].flatMap { Int64($0) } }
}

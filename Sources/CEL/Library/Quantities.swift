import Schema

/// A quantity such as `1Gi` or `500m`.
struct CELQuantity: CELObject, CustomStringConvertible {
    let quantity: Quantity
    var description: String { quantity.text }
    var typeName: String { "kubernetes.Quantity" }
    func isEqual(to other: any CELObject) -> Bool { quantity == (other as? CELQuantity)?.quantity }

    var isWhole: Bool { quantity.nano % 1_000_000_000 == 0 && Int64(exactly: quantity.nano / 1_000_000_000) != nil }
}

/// A version by semver.org 2.0.
struct CELVersion: CELObject, CustomStringConvertible {
    let description: String
    let numbers: [UInt64]
    let prerelease: [Substring]
    var typeName: String { "kubernetes.Semver" }
    func isEqual(to other: any CELObject) -> Bool { (other as? CELVersion).map { order(to: $0) == 0 } ?? false }

    init?(_ text: String) {
        description = text
        let core = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let parts = core.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ $0 == "0" || !$0.hasPrefix("0") }) else { return nil }
        self.numbers = numbers.compactMap { $0.allSatisfy(\.isASCII) && !$0.hasPrefix("+") ? UInt64($0) : nil }
        prerelease = parts.count > 1 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
        guard self.numbers.count == 3, prerelease.allSatisfy({ !$0.isEmpty }) else { return nil }
    }

    func order(to other: CELVersion) -> Int {
        for (left, right) in zip(numbers, other.numbers) where left != right { return left < right ? -1 : 1 }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (UInt64(left), UInt64(right)) {
            case (let left?, let right?): return left < right ? -1 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            default: return left < right ? -1 : 1
            }
        }
        return (prerelease.count - other.prerelease.count).signum()
    }
}

extension Functions {
    private static let quantityType = CELType.opaque("kubernetes.Quantity")
    private static let versionType = CELType.opaque("kubernetes.Semver")

    static let quantities: [String: Function] = [
        "quantity": function("quantity", 1...1, gives: quantityType) { (call) throws(CELError) in
            guard let quantity = Quantity(try call.string(0)) else {
                throw CELError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            }
            return .object(CELQuantity(quantity: quantity))
        },
        "isQuantity": function("isQuantity", 1...1, gives: .bool) { (call) throws(CELError) in
            .bool(Quantity(try call.string(0)) != nil)
        },
        "sign": method("sign", on: quantityType, gives: .int) { (call) throws(CELError) in
            .int(Int64(try call.object(0, as: CELQuantity.self).quantity.nano.signum()))
        },
        "isInteger": method("isInteger", on: quantityType, gives: .bool) { (call) throws(CELError) in
            .bool(try call.object(0, as: CELQuantity.self).isWhole)
        },
        "asInteger": method("asInteger", on: quantityType, gives: .int) { (call) throws(CELError) in
            let quantity = try call.object(0, as: CELQuantity.self)
            guard quantity.isWhole else { throw CELError("cannot convert value to integer") }
            return .int(quantity.quantity.value)
        },
        "asApproximateFloat": method("asApproximateFloat", on: quantityType, gives: .double) { (call) throws(CELError) in
            .double(Double(try call.object(0, as: CELQuantity.self).quantity.nano) / 1e9)
        },
        "add": arithmetic("add") { $0 + $1 }, "sub": arithmetic("sub") { $0 - $1 },
        "isLessThan": comparison("isLessThan", gives: .bool) { .bool($0 < 0) },
        "isGreaterThan": comparison("isGreaterThan", gives: .bool) { .bool($0 > 0) },
        "compareTo": comparison("compareTo", gives: .int) { .int(Int64($0)) },
        "semver": function("semver", 1...2, gives: versionType) { (call) throws(CELError) in
            guard let version = CELVersion(try versionText(call)) else { throw CELError("No Major.Minor.Patch elements found") }
            return .object(version)
        },
        "isSemver": function("isSemver", 1...2, gives: .bool) { (call) throws(CELError) in
            .bool(CELVersion(try versionText(call)) != nil)
        },
        "major": number("major", 0), "minor": number("minor", 1), "patch": number("patch", 2),
    ]

    /// With the second argument `true`, `v1.2` and `01.2.3` are read too.
    private static func versionText(_ call: Arguments) throws(CELError) -> String {
        let text = try call.string(0)
        guard call.count > 1, try call.value(1).boolValue == true else { return text }
        let end = text.firstIndex { $0 == "-" || $0 == "+" } ?? text.endIndex
        var numbers = text[..<end].drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
            .map { UInt64($0).map { String($0) } ?? String($0) }
        while numbers.count < 3 { numbers.append("0") }
        return numbers.joined(separator: ".") + text[end...]
    }

    private static func arithmetic(_ name: String, _ combine: @escaping @Sendable (Quantity, Quantity) -> Quantity) -> Function {
        method(name, on: quantityType, 1...1, gives: quantityType) { (call) throws(CELError) in
            let left = try call.object(0, as: CELQuantity.self).quantity
            if case .int(let whole) = try call.value(1) { return .object(CELQuantity(quantity: combine(left, Quantity(whole)))) }
            return .object(CELQuantity(quantity: combine(left, try call.object(1, as: CELQuantity.self).quantity)))
        }
    }

    private static func comparison(
        _ name: String, gives type: CELType, _ result: @escaping @Sendable (Int) -> CELValue
    ) -> Function {
        Function(
            method: 1...1, result: { isOne(of: [quantityType, versionType], $0[0]) ? type : nil }
        ) { (values) throws(CELError) in
            let call = Arguments(name, values)
            if case .object(let object) = try call.value(0), let version = object as? CELVersion {
                return result(version.order(to: try call.object(1, as: CELVersion.self)))
            }
            let (left, right) = (try call.object(0, as: CELQuantity.self), try call.object(1, as: CELQuantity.self))
            return result(left.quantity == right.quantity ? 0 : left.quantity < right.quantity ? -1 : 1)
        }
    }

    private static func number(_ name: String, _ index: Int) -> Function {
        method(name, on: versionType, gives: .int) { (call) throws(CELError) in
            .int(Int64(clamping: try call.object(0, as: CELVersion.self).numbers[index]))
        }
    }
}

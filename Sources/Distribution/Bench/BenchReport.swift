import JSON

/// What was measured, line by line.
struct BenchReport: Sendable {
    struct Line: Sendable {
        let name: String
        let value: Quantity
        /// Further numbers of the same measurement, such as percentiles.
        var details: [(name: String, value: Quantity)] = []
        /// What the value stands beside: the best possible, or a peer.
        var floor: (name: String, value: Quantity)?

        /// How often the floor goes into the value; for rates, how much of the floor is reached.
        var ratio: Double? {
            guard let floor, floor.value.number > 0 else { return nil }
            return value.number / floor.value.number
        }
    }

    struct Quantity: Sendable {
        enum Unit: String, Sendable { case seconds = "s", perSecond = "/s", mebibytes = "MiB" }
        let number: Double
        let unit: Unit

        init(_ number: Double, _ unit: Unit) {
            self.number = number
            self.unit = unit
        }

        init(_ duration: Duration) {
            let parts = duration.components
            self.init(Double(parts.seconds) + Double(parts.attoseconds) / 1e18, .seconds)
        }

        var text: String {
            switch unit {
            case .seconds where number < 0.1: Decimal.text(number * 1000, digits: 2) + " ms"
            case .seconds: Decimal.text(number, digits: 3) + " s"
            case .perSecond: Decimal.text(number, digits: number < 100 ? 1 : 0) + " /s"
            case .mebibytes: Decimal.text(number, digits: 1) + " MiB"
            }
        }
    }

    var lines: [Line] = []
    /// What the reader must know to judge the numbers.
    var notes: [String] = []

    var table: String {
        let rows = lines.map { line in
            [
                line.name, line.value.text, line.details.map { "\($0.name) \($0.value.text)" }.joined(separator: ", "),
                line.floor.map { "\($0.name) \($0.value.text)" } ?? "-",
                line.ratio.map { Decimal.text($0, digits: 2) } ?? "-",
            ]
        }
        let all = [["MEASURED", "VALUE", "", "FLOOR", "RATIO"]] + rows
        let widths = (0..<5).map { column in all.map { $0[column].count }.max() ?? 0 }
        let text = all.map { row in
            let cells = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
            return String(cells.filter { !$0.isEmpty }.joined(separator: "   ").trimmingSuffix(" "))
        }
        return (text + notes.map { "note: \($0)" }).joined(separator: "\n")
    }

    var json: String {
        let values = lines.map { line -> JSONValue in
            var object: JSONObject = [
                "name": .string(line.name), "value": .double(line.value.number), "unit": .string(line.value.unit.rawValue),
            ]
            for detail in line.details { object[detail.name] = .double(detail.value.number) }
            if let floor = line.floor {
                object["floor"] = ["name": .string(floor.name), "value": .double(floor.value.number)]
            }
            if let ratio = line.ratio { object["ratio"] = .double(ratio) }
            return .object(object)
        }
        let report: JSONValue = ["results": .array(values), "notes": .array(notes.map { .string($0) })]
        return JSONWriter.string(report, style: .indented)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self[...]
        while rest.last == character { rest = rest.dropLast() }
        return rest
    }
}

/// Numbers with a fixed number of decimals.
enum Decimal {
    static func text(_ number: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        guard number.isFinite, let scaled = Int64(exactly: (number * scale).rounded()) else { return "\(number)" }
        let text = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let sign = scaled < 0 ? "-" : ""
        return digits == 0 ? sign + padded : "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}

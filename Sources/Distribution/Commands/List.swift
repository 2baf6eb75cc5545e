import ArgumentParser
import JSON

/// `swiftlet list`: the clusters on this machine.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the clusters on this machine.",
        discussion: """
            Examples:
              swiftlet list
              swiftlet list -o json
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(help: ArgumentHelp("Where clusters keep their files.", valueName: "directory"))
    var dataDir = ClusterLayout.defaultRoot

    @Option(name: .shortAndLong, help: "table or json.")
    var output = Output.table

    func run() throws {
        let clusters = ClusterLayout.names(in: dataDir).compactMap { name -> (ClusterPlan, Bool)? in
            let layout = ClusterLayout(name: name, root: dataDir)
            guard let plan = try? ClusterPlan.load(from: layout) else { return nil }
            let isRunning = ProcessIdentity(file: "\(layout.run)/supervisor.pid")?.isAlive ?? false
            return (plan, isRunning)
        }
        switch output {
        case .json:
            let items = clusters.map { plan, isRunning -> JSONValue in
                [
                    "name": .string(plan.name), "running": .bool(isRunning), "nodes": .int(Int64(plan.nodes.count)),
                    "server": .string(plan.server), "role": .string(plan.role.rawValue),
                ]
            }
            Terminal.result(JSONWriter.string(.array(items), style: .indented))
        case .table:
            if clusters.isEmpty { return Terminal.progress("no clusters; start one with `swiftlet up`") }
            let rows = clusters.map { [$0.name, $1 ? "running" : "stopped", "\($0.nodes.count)", $0.server] }
            Terminal.result(Self.table([["NAME", "STATUS", "NODES", "SERVER"]] + rows))
        }
    }

    private static func table(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                column == row.count - 1
                    ? row[column] : row[column] + String(repeating: " ", count: widths[column] - row[column].count + 3)
            }
            return cells.joined()
        }.joined(separator: "\n")
    }
}

import Processes

/// The packet filter, through Debian's `nft`: a text of rules goes in as one transaction, all of it or nothing.
package struct NFTables: Sendable {
    private let path: String

    /// - Throws: `NetlinkError` when `nft` is not installed.
    package init() throws {
        guard let path = Command.find("nft") else {
            throw NetlinkError("find", "nft", detail: "install the package nftables")
        }
        self.path = path
    }

    /// Applies a ruleset in nft's language as one transaction. Blocks for some milliseconds.
    /// - Throws: `NetlinkError` with the first lines nft wrote; the rules are then as they were before.
    package func apply(_ ruleset: String) throws {
        let result = try Command(path, ["-f", "-"]).run(input: Array(ruleset.utf8))
        try check(result, "apply")
    }

    /// The table as nft prints it; `nil` when there is none.
    package func table(_ family: String, _ name: String) throws -> String? {
        try list(["list", "table", family, name])
    }

    private func list(_ arguments: [String]) throws -> String? {
        var command = Command(path, arguments)
        command.outputLimit = 16 << 20
        let result = try command.run()
        if result.exitCode != 0, result.errorText.contains("No such file") { return nil }
        try check(result, "list")
        return String(decoding: result.output, as: UTF8.self)
    }

    /// The table's chains, rules (each with its handle) and sets, without what the sets hold; `nil` when there is none.
    package func outline(_ family: String, _ name: String) throws -> String? {
        try list(["--terse", "--handle", "list", "table", family, name])
    }

    /// A number that every change of the packet filter in this network namespace makes another one, whoever makes it.
    package static func generation() throws -> UInt32 {
        var message = NetlinkMessage(type: Kernel.getRulesetGeneration, flags: Kernel.flagRequest | Kernel.flagAck)
        message.append(UInt32(0))  // struct nfgenmsg
        let replies = try NetlinkSocket(subsystem: Kernel.netlinkNetfilter).request(message, "read", "nftables generation")
        guard let bytes = replies.first?.attributes(after: 4)[Kernel.rulesetGenerationID],
            let number = bytes.number(at: 0, as: UInt32.self)
        else { throw NetlinkError("read", "nftables generation", detail: "the kernel did not say") }
        return UInt32(bigEndian: number)
    }

    /// Removes a table. Not an error when there is none.
    package func deleteTable(_ family: String, _ name: String) throws {
        // Adding first makes the deletion succeed in both cases.
        try apply("add table \(family) \(name)\ndelete table \(family) \(name)\n")
    }

    private func check(_ result: Command.Result, _ operation: String) throws {
        guard result.exitCode == 0 else {
            let lines = result.errorText.split(separator: "\n").prefix(4).joined(separator: " | ")
            throw NetlinkError(operation, "nftables ruleset", detail: "nft ended with \(result.exitCode): \(lines)")
        }
    }
}

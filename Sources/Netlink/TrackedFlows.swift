import Processes

/// The kernel's table of flows (conntrack), through Debian's `conntrack`. The kernel decides once per flow where it is translated to.
package struct TrackedFlows: Sendable {
    private let path: String

    /// - Throws: `NetlinkError` when `conntrack` is not installed.
    package init() throws {
        guard let path = Command.find("conntrack") else {
            throw NetlinkError("find", "conntrack", detail: "install the package conntrack")
        }
        self.path = path
    }

    /// Forgets the flows that match conntrack's selectors (`-p udp --orig-dst …`). Blocks for some milliseconds. That there is
    /// no such flow is no error.
    package func delete(_ selectors: [String]) throws {
        let result = try Command(path, ["-D"] + selectors).run()
        // It ends with 1 when there was nothing to delete.
        guard result.exitCode == 0 || result.errorText.contains("0 flow entries have been deleted") else {
            throw NetlinkError("delete", "flows", detail: String(result.errorText.prefix(200)))
        }
    }

    /// The flows that match, one line each as conntrack(8) prints them. Throws for a list longer than a command may print.
    package func list(_ selectors: [String]) throws -> String {
        let result = try Command(path, ["-L"] + selectors).run()
        guard result.exitCode == 0 else {
            throw NetlinkError("list", "flows", detail: String(result.errorText.prefix(200)))
        }
        return String(decoding: result.output, as: UTF8.self)
    }
}

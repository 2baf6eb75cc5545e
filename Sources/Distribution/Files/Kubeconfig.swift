import Encodings
import Files
import Glibc
import Schema
import Yams

/// A kubeconfig file: entries of ours are added and taken out, everything else in it stays.
struct Kubeconfig {
    struct Entry {
        let name: String
        let server: String
        let caPEM: String
        let certificatePEM: String
        let keyPEM: String
    }

    /// The file that kubectl would write: the first of `KUBECONFIG`, else `~/.kube/config`.
    static var defaultPath: String {
        if let list = getenv("KUBECONFIG").map({ String(cString: $0) }),
            let first = list.split(separator: ":").first
        {
            return String(first)
        }
        let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
        return "\(home)/.kube/config"
    }

    private var root: Node

    /// Reads a file; one that does not exist is an empty configuration.
    init(path: String) throws {
        let empty = "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n"
        let text = FileSystem.exists(path) ? try FileSystem.readText(path) : empty
        let source = text.allSatisfy(\.isWhitespace) ? empty : text
        guard let node = try? Yams.compose(yaml: source), node.mapping != nil else {
            throw UserError(
                "\(path) is not a kubeconfig file", advice: "mend it or name another one with --kubeconfig or KUBECONFIG")
        }
        root = node
    }

    /// Adds or replaces cluster, user and context of one name and makes the context the current one.
    mutating func set(_ entry: Entry, makeCurrent: Bool = true) {
        remove(entry.name)
        append(
            "clusters", name: entry.name, key: "cluster",
            ["server": entry.server, "certificate-authority-data": Self.encoded(entry.caPEM)])
        append(
            "users", name: entry.name, key: "user",
            [
                "client-certificate-data": Self.encoded(entry.certificatePEM),
                "client-key-data": Self.encoded(entry.keyPEM),
            ])
        append("contexts", name: entry.name, key: "context", ["cluster": entry.name, "user": entry.name])
        if makeCurrent { root["current-context"] = Node(entry.name) }
    }

    /// Takes out everything of one name. The current context is cleared, or moved to another one of ours, if it was it.
    mutating func remove(_ name: String) {
        for list in ["clusters", "users", "contexts"] {
            let kept = entries(list).filter { $0["name"]?.string != name }
            root[list] = Node(Array(kept))
        }
        guard root["current-context"]?.string == name else { return }
        let next = entries("contexts").compactMap { $0["name"]?.string }.first { $0.hasPrefix("swiftlet") }
        root["current-context"] = Node(next ?? "")
    }

    var isEmpty: Bool { ["clusters", "users", "contexts"].allSatisfy { entries($0).isEmpty } }

    func text() throws -> String { try Yams.serialize(node: root) }

    /// Writes the file with mode 0600: it holds a private key.
    func save(to path: String) throws {
        if let parent = FileSystem.parent(of: path) { try FileSystem.makeDirectory(parent) }
        try FileSystem.replace(path, with: try text())
    }

    /// Adds an entry to a file, which need not exist yet.
    static func add(_ entry: Entry, to path: String) throws {
        var file = try Kubeconfig(path: path)
        file.set(entry)
        try file.save(to: path)
    }

    /// The client certificate of the entry of one name.
    func certificatePEM(of name: String) -> String? {
        let user = entries("users").first { $0["name"]?.string == name }?["user"]
        return user?["client-certificate-data"]?.string.flatMap(Base64.decode).map { String(decoding: $0, as: UTF8.self) }
    }

    private func entries(_ list: String) -> [Node] { root[list]?.sequence.map { Array($0) } ?? [] }

    private mutating func append(_ list: String, name: String, key: String, _ values: KeyValuePairs<String, String>) {
        let inner = Node(values.map { (Node($0.key), Node($0.value)) })
        let entry = Node([(Node("name"), Node(name)), (Node(key), inner)])
        root[list] = Node(entries(list) + [entry])
    }

    private static func encoded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
}

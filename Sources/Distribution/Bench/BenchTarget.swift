import ArgumentParser
import Encodings
import Files
import KubeClient
import Schema
import Transport
import Yams

/// Which API server is measured: one of a kubeconfig, or one by URL.
struct BenchTarget: ParsableArguments {
    @Option(help: ArgumentHelp("The API server; without it, the kubeconfig's.", valueName: "URL"))
    var server: String?

    @Option(help: "A bearer token, or @FILE with it.")
    var token: String?

    @Option(help: ArgumentHelp("The server's certificate authority, PEM.", valueName: "file"))
    var ca: String?

    @Flag(help: "Believe any server certificate.")
    var insecure = false

    @Option(help: ArgumentHelp("The kubeconfig.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig; without it, its current one.")
    var context: String?

    /// A new client with connections of its own.
    func exchange() throws -> HTTPClient {
        var access = try server.map { try ServerAccess(url: $0) } ?? ServerAccess(kubeconfig: path, context: context)
        if let token { access.token = try Self.content(token) }
        if let ca { access.tls.caPEM = try FileSystem.readText(ca) }
        if insecure { access.tls.skipsVerification = true }
        return try HTTPClient(configuration: access.configuration)
    }

    func client() throws -> KubeClient { KubeClient(try exchange(), userAgent: "swiftlet-bench/\(Version.swiftlet)") }

    private var path: String { kubeconfig ?? Kubeconfig.defaultPath }

    private static func content(_ option: String) throws -> String {
        guard option.hasPrefix("@") else { return option }
        return try FileSystem.readText(String(option.dropFirst())).filter { !$0.isWhitespace }
    }
}

/// How a server is reached, and as whom.
struct ServerAccess {
    var endpoint: HTTPClient.Endpoint
    var tls = ClientTLS(caPEM: nil)
    var token: String?
    /// What follows the host in the URL.
    var path = ""

    func client() throws -> HTTPClient { try HTTPClient(configuration: configuration) }

    var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(endpoint: endpoint)
        if case .https = endpoint { configuration.tls = tls }
        if let token { configuration.bearerToken = { token } }
        return configuration
    }

    init(url: String) throws {
        guard let endpoint = Self.plainEndpoint(url) ?? AdminConnection.endpoint(url) else {
            throw UserError("\"\(url)\" is not the address of an API server", advice: "write it as https://HOST:6443")
        }
        self.endpoint = endpoint
        let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
        path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
    }

    /// Reads the server and credentials of a context, as files or data. Plug-ins that fetch credentials are not run.
    init(kubeconfig path: String, context: String?) throws {
        guard FileSystem.exists(path), let root = try Yams.compose(yaml: try FileSystem.readText(path)) else {
            throw UserError("there is no kubeconfig \(path)", advice: "start a cluster with `swiftlet up` or give --server")
        }
        let name = context ?? root["current-context"]?.string ?? ""
        guard let entry = Self.entry("contexts", name, in: root)?["context"],
            let cluster = Self.entry("clusters", entry["cluster"]?.string, in: root)?["cluster"],
            let url = cluster["server"]?.string
        else {
            throw UserError("\(path) has no context \"\(name)\" with a server", advice: "name one with --context")
        }
        try self.init(url: url)
        let user = Self.entry("users", entry["user"]?.string, in: root)?["user"]
        tls.caPEM = try Self.pem(cluster, "certificate-authority")
        tls.skipsVerification = cluster["insecure-skip-tls-verify"]?.bool ?? false
        tls.serverName = cluster["tls-server-name"]?.string
        tls.certificatePEM = try user.flatMap { try Self.pem($0, "client-certificate") }
        tls.keyPEM = try user.flatMap { try Self.pem($0, "client-key") }
        token = try user?["token"]?.string ?? user?["tokenFile"]?.string.map { try FileSystem.readText($0) }
    }

    private static func plainEndpoint(_ url: String) -> HTTPClient.Endpoint? {
        guard url.hasPrefix("http://"), case .https(let host, let port)? = AdminConnection.endpoint("https://" + url.dropFirst(7))
        else { return nil }
        return .http(host: host, port: port)
    }

    private static func entry(_ list: String, _ name: String?, in root: Yams.Node) -> Yams.Node? {
        root[list]?.sequence?.first { $0["name"]?.string == name }
    }

    private static func pem(_ node: Yams.Node, _ key: String) throws -> String? {
        if let data = node["\(key)-data"]?.string {
            guard let bytes = Base64.decode(data) else {
                throw UserError("\(key)-data of the kubeconfig is not base64", advice: "mend the file")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return try node[key]?.string.map { try FileSystem.readText($0) }
    }
}

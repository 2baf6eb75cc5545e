import ArgumentParser
import EtcdStore
import Files

/// Where the state is kept, as flags say.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the state is kept: sqlite, or etcd=URL,URL… (default: as before, at first sqlite).", valueName: "store"))
    var store: String?

    @OptionGroup var etcd: EtcdOptions

    /// Where a cluster's state is kept from now on. Throws when it was kept elsewhere: a new place would be empty.
    func location(in layout: ClusterLayout) throws -> StoreLocation {
        let known = FileSystem.exists(layout.planFile) ? try ClusterPlan.load(from: layout).store : nil
        guard let store else {
            if etcd.isGiven { throw UserError("the --etcd flags need --store", advice: "add --store etcd=https://HOST:2379") }
            return known ?? .sqlite
        }
        let location = try etcd.location(store, flag: "--store")
        switch (known, location) {
        case (.sqlite, .etcd) where FileSystem.exists(layout.database), (.etcd, .sqlite):
            throw UserError(
                "cluster \"\(layout.name)\" keeps its state in \(known?.text ?? "another store")",
                advice: "move it: swiftlet store move --to \(location.text)")
        default: return location
        }
    }
}

/// How etcd is reached.
struct EtcdOptions: ParsableArguments {
    @Option(name: .customLong("etcd-cafile"), help: ArgumentHelp("The authority of etcd's certificates.", valueName: "file"))
    var caFile: String?

    @Option(name: .customLong("etcd-certfile"), help: ArgumentHelp("The certificate to show to etcd.", valueName: "file"))
    var certificateFile: String?

    @Option(name: .customLong("etcd-keyfile"), help: ArgumentHelp("The key of that certificate.", valueName: "file"))
    var keyFile: String?

    @Option(name: .customLong("etcd-prefix"), help: ArgumentHelp("Comes before every key in etcd.", valueName: "prefix"))
    var prefix: String?

    var isGiven: Bool { caFile != nil || certificateFile != nil || keyFile != nil || prefix != nil }

    /// What the text after a flag says.
    func location(_ text: String, flag: String) throws -> StoreLocation {
        if text == "sqlite" { return .sqlite }
        guard text.hasPrefix("etcd=") else {
            throw UserError("\(flag) \"\(text)\" is not a store", advice: "use sqlite, or etcd=https://HOST:2379,…")
        }
        var endpoints: [EtcdConfiguration.Endpoint] = []
        for part in text.dropFirst("etcd=".count).split(separator: ",", omittingEmptySubsequences: false) {
            guard let endpoint = EtcdConfiguration.Endpoint(String(part)) else {
                throw UserError("\"\(part)\" is not the address of an etcd member", advice: "write it as https://HOST:2379")
            }
            endpoints.append(endpoint)
        }
        var configuration = EtcdConfiguration(endpoints: endpoints)
        configuration.prefix = prefix ?? ""
        configuration.caFile = try file(caFile, flag: "--etcd-cafile")
        configuration.certificateFile = try file(certificateFile, flag: "--etcd-certfile")
        configuration.keyFile = try file(keyFile, flag: "--etcd-keyfile")
        guard (configuration.certificateFile == nil) == (configuration.keyFile == nil) else {
            throw UserError("--etcd-certfile and --etcd-keyfile belong together", advice: "give both or neither")
        }
        return .etcd(configuration)
    }

    private func file(_ path: String?, flag: String) throws -> String? {
        guard let path else { return nil }
        let resolved = FileSystem.resolved(path)
        guard FileSystem.exists(resolved) else { throw UserError("\(flag): there is no file \(path)", advice: "check the path") }
        return resolved
    }
}

import ArgumentParser
import AsyncTools
import Files
import JSON
import Processes

/// `swiftlet image`: images without a registry.
struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Get images into the nodes of a cluster without a registry.",
        subcommands: [Pack.self, Import.self, ListImages.self])

    struct Pack: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a container image from files of this machine.",
            discussion: """
                The result is a tar file in the OCI image layout with one layer. Equal input gives equal bytes.

                Examples:
                  swiftlet image pack --tag registry.local/redis:1 --program /usr/bin/redis-server \\
                    --entrypoint /usr/bin/redis-server -o redis.tar
                  swiftlet image pack --tag registry.local/web:1 --file ./web:/web --entrypoint /web --user 65534 -o web.tar
                  swiftlet image pack --tag registry.local/tools:1 --file /bin/busybox:/bin/busybox \\
                    --link /bin/sh=busybox --entrypoint /bin/sh -o tools.tar
                """)

        @Option(name: .shortAndLong, help: "The image's full name.")
        var tag: String

        @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the image.", valueName: "file"))
        var output: String

        @Option(help: ArgumentHelp("A file or directory, and where it goes in the image.", valueName: "source[:destination]"))
        var file: [String] = []

        @Option(help: ArgumentHelp("A program, with the shared libraries it needs.", valueName: "path"))
        var program: [String] = []

        @Option(help: ArgumentHelp("A symbolic link.", valueName: "path=target"))
        var link: [String] = []

        @Option(name: .customLong("directory"), help: ArgumentHelp("An empty directory with mode 1777.", valueName: "path"))
        var directories: [String] = []

        @Option(help: "A word of the entry point; repeat for more.")
        var entrypoint: [String] = []

        @Option(help: "A word of the default arguments; repeat for more.")
        var command: [String] = []

        @Option(help: ArgumentHelp("An environment variable.", valueName: "NAME=value"))
        var env: [String] = []

        @Option(help: "The user to run as.")
        var user = ""

        @Option(help: "The working directory.")
        var workdir = ""

        func run() throws {
            var packer = ImagePacker()
            for path in program { try packer.addProgram(path) }
            for entry in file {
                let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
                guard let source = parts.first, FileSystem.exists(source) else {
                    throw UserError("--file \(entry): there is no such file", advice: "write it as SOURCE:/DESTINATION")
                }
                try packer.add(source, at: parts.count == 2 ? parts[1] : source)
            }
            for entry in link {
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw UserError("--link \(entry) has no target", advice: "write it as /PATH=TARGET")
                }
                packer.addLink(parts[0], to: parts[1])
            }
            for path in directories { packer.addDirectory(path, mode: 0o1777) }
            let configuration = OCIImage.Configuration(
                entrypoint: entrypoint, command: command, environment: env, user: user, workingDirectory: workdir)
            let image = OCIImage(name: ImageName.full(tag), configuration: configuration, layer: packer.layer())
            let archive = image.archive()
            try FileSystem.replace(output, with: archive, mode: 0o644)
            Terminal.progress("\(ImageName.full(tag)): \(archive.count / 1024) KiB in \(output)")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy image files into every node of a cluster on this machine.",
            discussion: """
                Takes tar files as `swiftlet image pack`, `docker save` and `skopeo copy … oci-archive:` write them.

                Example:
                  swiftlet image import redis.tar web.tar
                """)

        @OptionGroup var cluster: ClusterOptions

        @Argument(help: "The image files.")
        var files: [String]

        func run() async throws {
            let nodes = try ClusterPlan.running(cluster.layout).nodes
            for file in files {
                guard FileSystem.exists(file) else {
                    throw UserError("\(file) does not exist", advice: "make it with `swiftlet image pack`")
                }
                for node in nodes {
                    let socket = cluster.layout.node(node.name).containerdSocket
                    try await BlockingThread.run { try ContainerdImages(socket: socket).importArchive(file) }
                    Terminal.progress("\(file) → \(node.name)")
                }
            }
        }
    }

    struct ListImages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List the images of a cluster's nodes on this machine.",
            discussion: "Example:\n  swiftlet image ls")

        @OptionGroup var cluster: ClusterOptions

        @Flag(name: .customLong("json"), help: "Print JSON.")
        var json = false

        func run() async throws {
            let layout = cluster.layout
            var found: [(node: String, image: String)] = []
            for node in try ClusterPlan.running(layout).nodes {
                let socket = layout.node(node.name).containerdSocket
                let names = try await BlockingThread.run { try ContainerdImages(socket: socket).names() }
                found += names.map { (node.name, $0) }
            }
            if json {
                let items = found.map { entry -> JSONValue in ["node": .string(entry.node), "image": .string(entry.image)] }
                Terminal.result(JSONWriter.string(.array(items), style: .indented))
            } else {
                for entry in found { Terminal.result("\(entry.node)   \(entry.image)") }
            }
        }
    }
}

/// Image names as containerd keeps them.
enum ImageName {
    /// `redis` → `docker.io/library/redis:latest`, the way every container tool reads short names.
    static func full(_ name: String) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let first = parts.first ?? ""
        let hasHost = parts.count > 1 && (first.contains(".") || first.contains(":") || first == "localhost")
        let path = hasHost ? name : parts.count == 1 ? "docker.io/library/\(name)" : "docker.io/\(name)"
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        return last.contains(":") || path.contains("@") ? path : path + ":latest"
    }
}

/// A containerd's image store, through its own client program.
struct ContainerdImages: Sendable {
    let socket: String

    func importArchive(_ path: String) throws { _ = try ctr(["images", "import", path]) }

    func importArchive(_ bytes: [UInt8]) throws { _ = try ctr(["images", "import", "-"], input: bytes) }

    /// Every name but the digests' own.
    func names() throws -> [String] {
        try ctr(["images", "ls", "-q"]).text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("sha256:") }
    }

    private func ctr(_ arguments: [String], input: [UInt8] = []) throws -> Command.Result {
        guard let program = Command.find("ctr") else {
            throw UserError("ctr is not installed", advice: "run `apt-get install -y containerd`")
        }
        var command = Command(program, ["--address", socket, "--namespace", "k8s.io"] + arguments)
        command.timeLimit = .seconds(600)
        return try command.check(input: input)
    }
}

extension ClusterPlan {
    /// The plan of a cluster that is there. Throws with advice when it is not.
    static func running(_ layout: ClusterLayout) throws -> ClusterPlan {
        guard FileSystem.exists(layout.planFile) else {
            throw UserError("there is no cluster \"\(layout.name)\"", advice: "start it with `swiftlet up --name \(layout.name)`")
        }
        return try ClusterPlan.load(from: layout)
    }
}

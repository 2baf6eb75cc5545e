package import ArgumentParser
import Files

/// The program's command line.
package struct Swiftlet: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "swiftlet",
        abstract: "Kubernetes in one program.",
        discussion: """
            A cluster on this machine:

              swiftlet up
              kubectl get nodes

            A production server, and a node that joins it:

              swiftlet server
              swiftlet agent --server https://10.0.0.1:6443 --token TOKEN
            """,
        version: Version.text,
        subcommands: [
            Up.self, Down.self, List.self, ServerCommand.self, AgentCommand.self, StoreCommand.self, ImageCommand.self,
            Bench.self,
            Supervise.self, ControlPlaneCommand.self, NodeCommand.self, StaticServerCommand.self,
        ])

    package init() {}
}

enum Version {
    static let swiftlet = "0.1.0"
    /// The release of the Kubernetes API that is served.
    static let kubernetes = "v1.36.2"
    static var text: String { "swiftlet \(swiftlet), Kubernetes API \(kubernetes)" }
}

/// Which cluster a command is about.
struct ClusterOptions: ParsableArguments {
    @Option(help: "The cluster's name: lower-case letters, digits and '-', 20 characters at most.")
    var name = "default"

    @Option(help: ArgumentHelp("Where clusters keep their files.", valueName: "directory"))
    var dataDir = ClusterLayout.defaultRoot

    var layout: ClusterLayout { ClusterLayout(name: name, root: FileSystem.resolved(dataDir)) }

    /// The context in the kubeconfig.
    var context: String { layout.context }

    func validate() throws {
        let allowed = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard allowed, !name.isEmpty, name.utf8.count <= 20, !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw ValidationError("--name \"\(name)\": use lower-case letters, digits and '-', 20 characters at most")
        }
        guard dataDir.hasPrefix("/"), dataDir.utf8.count <= 40, !dataDir.contains(" ") else {
            throw ValidationError(
                "--data-dir \"\(dataDir)\": use an absolute path of 40 characters at most, without spaces (socket paths are short)"
            )
        }
    }
}

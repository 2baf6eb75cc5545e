import JSON

/// The answer of `/version`: which Kubernetes this server is compatible with, and which build it is.
package enum VersionDocument {
    /// The Kubernetes release whose API is served.
    package static let kubernetesVersion = "v1.36.2"

    package static let minor = "36"

    /// - Parameter build: our own version.
    package static func gitVersion(build: String) -> String { "\(kubernetesVersion)+swiftlet.\(build)" }

    /// - Parameters:
    ///   - build: our own version (`0.1.0`), which follows the Kubernetes version after a `+`.
    ///   - commit: the source revision; empty when it is not known.
    package static func document(build: String, commit: String = "") -> StaticDocument {
        let version: JSONValue = [
            "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
            "minCompatibilityMinor": "35", "gitVersion": .string(gitVersion(build: build)),
            "gitCommit": .string(commit), "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z",
            "goVersion": "none", "compiler": "swiftc", "platform": .string("linux/\(architecture)"),
        ]
        return StaticDocument(contentType: "application/json", bytes: JSONWriter.bytes(version, style: .indented))
    }

    /// The labels of `kubernetes_build_info`.
    static func labels(build: String) -> KeyValuePairs<String, String> {
        [
            "build_date": "1970-01-01T00:00:00Z", "compiler": "swiftc", "git_commit": "", "git_tree_state": "clean",
            "git_version": gitVersion(build: build), "go_version": "none", "major": "1", "minor": minor,
            "platform": "linux/\(architecture)",
        ]
    }

    private static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }
}

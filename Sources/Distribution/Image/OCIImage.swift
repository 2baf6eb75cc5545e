import Crypto
import Encodings
import JSON

/// A one-layer container image in the OCI image layout (image-spec 1.1), as the tar file that containerd imports.
struct OCIImage {
    /// What the container runs, and how.
    struct Configuration {
        var entrypoint: [String] = []
        var command: [String] = []
        var environment: [String] = []
        var user = ""
        var workingDirectory = ""
        var ports: [String] = []
    }

    /// The full reference (`example.com/app:1.0`).
    let name: String
    let configuration: Configuration
    /// An uncompressed tar of the root file system.
    let layer: [UInt8]

    func archive() -> [UInt8] {
        let layerDigest = Self.digest(layer)
        let config = JSONWriter.bytes(imageConfig(layerDigest: layerDigest))
        let manifest = JSONWriter.bytes(
            [
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": Self.descriptor("application/vnd.oci.image.config.v1+json", config),
                "layers": [Self.descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
            ])
        var entry = Self.descriptor("application/vnd.oci.image.manifest.v1+json", manifest)
        entry["annotations"] = ["io.containerd.image.name": .string(name)]
        entry["platform"] = ["architecture": .string(Self.architecture), "os": "linux"]
        let index = JSONWriter.bytes(["schemaVersion": 2, "manifests": .array([entry])])

        var tar = TarArchive()
        tar.addFile("oci-layout", mode: 0o644, Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        tar.addFile("index.json", mode: 0o644, index)
        tar.addDirectory("blobs")
        tar.addDirectory("blobs/sha256")
        for blob in [config, manifest, layer] { tar.addFile("blobs/sha256/\(Self.digest(blob))", mode: 0o644, blob) }
        return tar.finished()
    }

    private func imageConfig(layerDigest: String) -> JSONValue {
        var run = JSONObject()
        if !configuration.entrypoint.isEmpty { run["Entrypoint"] = .array(configuration.entrypoint.map { .string($0) }) }
        if !configuration.command.isEmpty { run["Cmd"] = .array(configuration.command.map { .string($0) }) }
        run["Env"] = .array(
            (["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] + configuration.environment)
                .map { .string($0) })
        if !configuration.user.isEmpty { run["User"] = .string(configuration.user) }
        if !configuration.workingDirectory.isEmpty { run["WorkingDir"] = .string(configuration.workingDirectory) }
        if !configuration.ports.isEmpty {
            run["ExposedPorts"] = .object(
                JSONObject(configuration.ports.map { JSONObject.Member(key: $0, value: .emptyObject) }))
        }
        return [
            "architecture": .string(Self.architecture),
            "os": "linux",
            "config": .object(run),
            "rootfs": ["type": "layers", "diff_ids": [.string("sha256:\(layerDigest)")]],
            "history": [["created_by": "swiftlet image pack"]],
        ]
    }

    private static func descriptor(_ mediaType: String, _ blob: [UInt8]) -> JSONValue {
        [
            "mediaType": .string(mediaType), "digest": .string("sha256:\(digest(blob))"),
            "size": .int(Int64(blob.count)),
        ]
    }

    static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }
}

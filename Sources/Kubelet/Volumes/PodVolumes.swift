import Files
import Glibc
import KubeAPI
import Schema

/// The volumes of one Pod on this node: where they lie, how they are made, refreshed and taken away.
struct PodVolumes: Sendable {
    let directory: String
    let pod: Pod

    init(configuration: KubeletConfiguration, pod: Pod) {
        directory = configuration.podDirectory(pod.uid)
        self.pod = pod
    }

    private var group: gid_t? { pod.spec.securityContext?.fsGroup.flatMap { gid_t(exactly: $0) } }

    /// The path of a volume on the node.
    func path(of volume: Volume) -> String {
        if let source = volume.hostPath { return source.path }
        let plugin =
            if volume.emptyDir != nil { "empty-dir" } else if volume.configMap != nil {
                "configmap"
            } else if volume.secret
                != nil
            { "secret" } else if volume.downwardAPI != nil { "downward-api" } else { "projected" }
        return "\(directory)/volumes/kubernetes.io~\(plugin)/\(volume.name)"
    }

    /// Makes every volume. Can be called again at any time.
    func prepare(_ builder: VolumeContentBuilder) async throws {
        for volume in pod.spec.volumes {
            do {
                try await prepare(volume, builder)
            } catch {
                throw PodSetupError("MountVolume.SetUp failed for volume \"\(volume.name)\" : \(error)")
            }
        }
    }

    private func prepare(_ volume: Volume, _ builder: VolumeContentBuilder) async throws {
        let path = path(of: volume)
        if let source = volume.hostPath {
            try HostPath.check(source)
        } else if let source = volume.emptyDir {
            try makeEmptyDirectory(source, at: path)
        } else if let content = try await builder.content(of: volume) {
            try FileSystem.makeDirectory(path, mode: 0o755)
            try Mounts.memory(at: path, mode: "0755", size: nil)
            if let group { lchown(path, 0, group) }
            try AtomicDirectory.write(content, to: path, group: group)
        } else if let claim = volume.persistentVolumeClaim {
            throw PodSetupError("persistentVolumeClaim \"\(claim.claimName)\" cannot be mounted: not supported yet")
        } else {
            throw PodSetupError("a volume of this type is not supported")
        }
    }

    /// Brings the files made from objects up to date.
    func refresh(_ builder: VolumeContentBuilder) async throws {
        for volume in pod.spec.volumes where volume.hostPath == nil && volume.emptyDir == nil {
            guard let content = try await builder.content(of: volume) else { continue }
            try AtomicDirectory.write(content, to: path(of: volume), group: group)
        }
    }

    /// Whether any volume is made from something that can change.
    var canChange: Bool { pod.spec.volumes.contains { $0.hostPath == nil && $0.emptyDir == nil } }

    /// Whether any volume on disk has a limit.
    var hasLimits: Bool { pod.spec.volumes.contains { limit(of: $0) != nil } }

    /// The kernel keeps volumes in memory within their limits.
    private func limit(of volume: Volume) -> Quantity? {
        volume.emptyDir.flatMap { $0.medium == "Memory" ? nil : $0.sizeLimit }
    }

    /// Says which volume holds more than it may; `nil` when none does. Reads whole directories: slow.
    func excess() throws -> String? {
        for volume in pod.spec.volumes {
            guard let limit = limit(of: volume), try FileSystem.allocated(in: path(of: volume), limit: limit.value) > limit.value
            else { continue }
            return "Usage of EmptyDir volume \"\(volume.name)\" exceeds the limit \"\(limit.text)\"."
        }
        return nil
    }

    private func makeEmptyDirectory(_ source: EmptyDirVolumeSource, at path: String) throws {
        let isNew = !FileSystem.exists(path)
        try FileSystem.makeDirectory(path, mode: 0o777)
        if source.medium == "Memory" {
            try Mounts.memory(at: path, mode: "0777", size: source.sizeLimit?.value)
        } else if !source.medium.isEmpty {
            throw PodSetupError("emptyDir medium \"\(source.medium)\" is not supported")
        }
        if let group, isNew || source.medium == "Memory" {
            lchown(path, 0, group)
            chmod(path, 0o2777)
        }
    }

    /// Takes every mount of the Pod away; its files stay until its directory is removed.
    func unmount() throws { try Mounts.undoAll(below: directory) }
}

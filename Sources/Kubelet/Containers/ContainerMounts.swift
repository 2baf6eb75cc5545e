import ContainerRuntime
import Files
import Glibc
import KubeAPI
import Schema

/// Decides and prepares what is mounted into a container: its volumes, `/etc/hosts` and the termination message file.
struct ContainerMounts: Sendable {
    let configuration: KubeletConfiguration
    let pod: Pod
    let addresses: [String]

    private var directory: String { configuration.podDirectory(pod.uid) }

    /// Throws when the container names a volume that the Pod has not got, or a part of one that cannot be used.
    func make(for container: Container, attempt: UInt32, _ variables: [EnvironmentVariable]) throws -> [ContainerMount] {
        var mounts: [ContainerMount] = []
        let volumes = PodVolumes(configuration: configuration, pod: pod)
        for (index, mount) in container.volumeMounts.enumerated() {
            mounts.append(try volumeMount(mount, index, container, volumes, variables))
        }
        let taken = Set(mounts.map(\.containerPath))
        if !taken.contains("/etc/hosts") {
            mounts.append(ContainerMount(containerPath: "/etc/hosts", hostPath: try writeHosts()))
        }
        let message = container.terminationMessagePath.isEmpty ? "/dev/termination-log" : container.terminationMessagePath
        if !taken.contains(message) {
            let path = Self.terminationMessageFile(directory, container.name, attempt)
            if let slash = path.lastIndex(of: "/") { try FileSystem.makeDirectory(String(path[..<slash])) }
            // Any user of the container may write it.
            try FileSystem.write([], to: path, mode: 0o666)
            mounts.append(ContainerMount(containerPath: message, hostPath: path))
        }
        return mounts
    }

    static func terminationMessageFile(_ podDirectory: String, _ container: String, _ attempt: UInt32) -> String {
        "\(terminationMessageDirectory(podDirectory, container))/\(attempt)"
    }

    static func terminationMessageDirectory(_ podDirectory: String, _ container: String) -> String {
        "\(podDirectory)/containers/\(container)"
    }

    private func volumeMount(
        _ mount: VolumeMount, _ index: Int, _ container: Container, _ volumes: PodVolumes, _ variables: [EnvironmentVariable]
    ) throws -> ContainerMount {
        guard let volume = pod.spec.volumes.first(where: { $0.name == mount.name }) else {
            throw PodSetupError("volume \"\(mount.name)\" of container \"\(container.name)\" not found in pod")
        }
        var path = volumes.path(of: volume)
        let part = try subPath(mount, variables)
        if !part.isEmpty {
            let target = "\(directory)/volume-subpaths/\(volume.name)/\(container.name)/\(index)"
            try SubPath.bind(part, ofVolume: path, to: target)
            path = target
        }
        // What is made from objects is the kubelet's to write.
        let isFromObjects = volume.hostPath == nil && volume.emptyDir == nil
        let propagation: ContainerMount.Propagation =
            switch mount.mountPropagation {
            case "HostToContainer": .hostToContainer
            case "Bidirectional": .bidirectional
            default: .none
            }
        let target = mount.mountPath.hasPrefix("/") ? mount.mountPath : "/" + mount.mountPath
        return ContainerMount(
            containerPath: target, hostPath: path, isReadOnly: mount.readOnly || isFromObjects, propagation: propagation)
    }

    private func subPath(_ mount: VolumeMount, _ variables: [EnvironmentVariable]) throws -> String {
        guard !mount.subPathExpr.isEmpty else { return mount.subPath }
        let expanded = VariableExpansion.expand(mount.subPathExpr) { name in variables.first { $0.name == name }?.value }
        guard !expanded.contains("$(") else { throw PodSetupError("missing value for \"\(mount.subPathExpr)\"") }
        return expanded
    }

    private func writeHosts() throws -> String {
        let path = directory + "/etc-hosts"
        let name = PodHostname(pod, nodeName: configuration.nodeName, clusterDomain: configuration.clusterDomain)
        let nodeHosts = pod.spec.hostNetwork ? (try? FileSystem.readText("/etc/hosts")) ?? "" : ""
        let text = HostsFile.text(pod, addresses: addresses, name, nodeHosts: nodeHosts)
        // In place, because containers have it mounted.
        if (try? FileSystem.read(path)) != Array(text.utf8) { try FileSystem.write(Array(text.utf8), to: path) }
        return path
    }
}

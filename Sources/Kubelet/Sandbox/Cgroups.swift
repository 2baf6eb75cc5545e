import Files
import Glibc
import KubeAPI

/// The cgroups of this node's Pods, on cgroup v1 (also hybrid) and v2.
///
/// ```
/// <parent>/kubepods/pod<uid>              Guaranteed
/// <parent>/kubepods/burstable/pod<uid>
/// <parent>/kubepods/besteffort/pod<uid>
/// ```
struct Cgroups: Sendable {
    let parent: String
    let root: String
    let isUnified: Bool

    init(parent: String, root: String = "/sys/fs/cgroup") {
        self.parent = parent
        self.root = root
        isUnified = FileSystem.exists(root + "/cgroup.controllers")
    }

    /// The path within a hierarchy, as the runtime wants it.
    func path(uid: String, qos: QOSClass) -> String {
        let middle = qos == .guaranteed ? "" : "/\(qos.rawValue.lowercased())"
        return "\(parent)/kubepods\(middle)/pod\(uid)"
    }

    /// Makes the Pod's cgroup and sets its limits. What the kernel refuses is left at its default: containers have limits
    /// of their own.
    func create(uid: String, qos: QOSClass, _ settings: PodCgroupSettings) {
        let path = path(uid: uid, qos: qos)
        if isUnified {
            makeUnified(path)
            write("\(CgroupMath.weight(shares: settings.cpuShares))", "\(root)\(path)/cpu.weight")
            if settings.cpuQuota > 0 { write("\(settings.cpuQuota) \(CgroupMath.period)", "\(root)\(path)/cpu.max") }
            if settings.memoryLimit > 0 { write("\(settings.memoryLimit)", "\(root)\(path)/memory.max") }
            return
        }
        if FileSystem.exists("\(root)/cpu") {
            try? FileSystem.makeDirectory("\(root)/cpu\(path)", mode: 0o755)
            write("\(settings.cpuShares)", "\(root)/cpu\(path)/cpu.shares")
            if settings.cpuQuota > 0 {
                write("\(CgroupMath.period)", "\(root)/cpu\(path)/cpu.cfs_period_us")
                write("\(settings.cpuQuota)", "\(root)/cpu\(path)/cpu.cfs_quota_us")
            }
        }
        if settings.memoryLimit > 0, FileSystem.exists("\(root)/memory") {
            try? FileSystem.makeDirectory("\(root)/memory\(path)", mode: 0o755)
            write("\(settings.memoryLimit)", "\(root)/memory\(path)/memory.limit_in_bytes")
        }
    }

    /// Removes the Pod's cgroup in every hierarchy, whatever class it was made for.
    func remove(uid: String) {
        let hierarchies = isUnified ? [root] : FileSystem.names(in: root).map { "\(root)/\($0)" }
        for hierarchy in hierarchies {
            for qos in [QOSClass.guaranteed, .burstable, .bestEffort] {
                removeTree(hierarchy + path(uid: uid, qos: qos))
            }
        }
    }

    /// cgroup directories are removed by rmdir alone, innermost first; their files go with them.
    private func removeTree(_ path: String) {
        guard FileSystem.exists(path) else { return }
        for name in FileSystem.names(in: path) where FileSystem.isDirectory("\(path)/\(name)") { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    /// Each level must hand the controllers down to the next.
    private func makeUnified(_ path: String) {
        var here = root
        for part in path.split(separator: "/") {
            write("+cpu +memory +pids", here + "/cgroup.subtree_control")
            here += "/" + part
            try? FileSystem.makeDirectory(here, mode: 0o755)
        }
        write("+cpu +memory +pids", here + "/cgroup.subtree_control")
    }

    private func write(_ text: String, _ path: String) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
    }
}

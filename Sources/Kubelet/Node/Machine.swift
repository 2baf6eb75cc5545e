import Files
import Glibc
import KubeAPI
import Schema

/// What the machine under the node is and has.
struct Machine: Sendable {
    let cores: Int64
    /// Bytes.
    let memory: Int64
    let storage: Int64
    let maxPods: Int64
    let info: NodeSystemInfo

    /// Read from `/proc`, `/etc` and the file system that holds the node's data.
    init(configuration: KubeletConfiguration) {
        cores = Int64(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1))
        memory = Self.totalMemory()
        storage = Self.capacity(of: configuration.dataDirectory)
        maxPods = configuration.maxPods
        info = Self.systemInfo(configuration)
    }

    var capacity: [String: Quantity] {
        [
            "cpu": Quantity(cores), "memory": Quantity("\(memory / 1024)Ki") ?? Quantity(bytes: memory),
            "ephemeral-storage": Quantity("\(storage / 1024)Ki") ?? Quantity(bytes: storage),
            "pods": Quantity(maxPods), "hugepages-2Mi": Quantity(0), "hugepages-1Gi": Quantity(0),
        ]
    }

    /// Nothing is reserved for the node itself.
    var allocatable: [String: Quantity] { capacity }

    private static func totalMemory() -> Int64 {
        for line in ((try? FileSystem.readText("/proc/meminfo")) ?? "").split(separator: "\n") where line.hasPrefix("MemTotal:") {
            let fields = line.split(separator: " ")
            if fields.count > 1, let kilobytes = Int64(fields[1]) { return kilobytes * 1024 }
        }
        return 0
    }

    private static func capacity(of path: String) -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return Int64(clamping: UInt64(status.f_blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }

    private static func systemInfo(_ configuration: KubeletConfiguration) -> NodeSystemInfo {
        let release = osRelease((try? FileSystem.readText("/etc/os-release")) ?? "")
        return NodeSystemInfo {
            $0.machineID = line("/etc/machine-id")
            let uuid = line("/sys/class/dmi/id/product_uuid")
            $0.systemUUID = uuid.isEmpty ? $0.machineID : uuid
            $0.bootID = line("/proc/sys/kernel/random/boot_id")
            $0.kernelVersion = line("/proc/sys/kernel/osrelease")
            $0.osImage = release["PRETTY_NAME"] ?? "Linux"
            $0.containerRuntimeVersion = ""
            $0.kubeletVersion = configuration.kubeletVersion
            // Kept for old clients; the API has deprecated it.
            $0.kubeProxyVersion = ""
            $0.operatingSystem = "linux"
            $0.architecture = architecture
        }
    }

    static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    private static func line(_ path: String) -> String {
        ((try? FileSystem.readText(path)) ?? "").split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// `KEY=value` or `KEY="value"` lines (os-release(5)).
    static func osRelease(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let pair = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { continue }
            result[pair[0]] = pair[1].trimmingQuotes
        }
        return result
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}

import Files
import KubeAPI
import Schema

/// Checks, or makes, what a hostPath volume asks for.
enum HostPath {
    static func check(_ source: HostPathVolumeSource) throws {
        let path = source.path
        let kind = FileStatus(path: path)?.kind
        switch source.type {
        case "" where kind == nil, "DirectoryOrCreate" where kind == nil: try FileSystem.makeDirectory(path, mode: 0o755)
        case "FileOrCreate" where kind == nil: try FileSystem.write([], to: path)
        case "": return
        case "DirectoryOrCreate", "Directory": try demand(.directory, "directory", kind, path)
        case "FileOrCreate", "File": try demand(.regular, "file", kind, path)
        case "Socket": try demand(.socket, "socket file", kind, path)
        case "CharDevice": try demand(.characterDevice, "character device", kind, path)
        case "BlockDevice": try demand(.blockDevice, "block device", kind, path)
        default: throw PodSetupError("unknown hostPath type \(source.type)")
        }
    }

    private static func demand(
        _ wanted: FileStatus.Kind, _ name: String, _ kind: FileStatus.Kind?, _ path: String
    ) throws(PodSetupError) {
        guard kind == wanted else { throw PodSetupError("hostPath type check failed: \(path) is not a \(name)") }
    }
}

internal import AsyncTools
internal import CLinux
internal import Glibc

/// An open network namespace. It lives as long as somebody holds it open, uses it or has it mounted.
package final class NetworkNamespace: Sendable {
    package let descriptor: Int32
    package let path: String

    /// Opens the namespace behind a file such as `/var/run/netns/a` or `/proc/12/ns/net`.
    /// - Throws: `NetlinkError`; `isNotFound` when there is no such file.
    package init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NetlinkError.last("open network namespace", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Runs the closure inside the namespace and waits for it. It runs on a thread of its own that ends afterwards, so
    /// no other work of the process can land in the wrong namespace. Sockets opened inside stay in the namespace.
    package func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
        let (descriptor, path) = (descriptor, path)
        return try BlockingThread.runAndWait {
            let code = swl_enter_network_namespace(descriptor)
            guard code == 0 else { throw NetlinkError("enter network namespace", path, code: -code) }
            return try body()
        }
    }

    /// Whether both are the same namespace of the kernel.
    package func isSame(as other: NetworkNamespace) -> Bool {
        var mine = stat()
        var theirs = stat()
        guard fstat(descriptor, &mine) == 0, fstat(other.descriptor, &theirs) == 0 else { return false }
        return mine.st_ino == theirs.st_ino && mine.st_dev == theirs.st_dev
    }

    /// Makes a new namespace and mounts it at `path`, an ordinary file that is created when absent.
    package static func create(at path: String) throws -> NetworkNamespace {
        let file = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o444)
        guard file >= 0 else { throw NetlinkError.last("create network namespace", path) }
        close(file)
        try BlockingThread.runAndWait {
            var code = swl_new_network_namespace()
            if code == 0 { code = swl_pin_network_namespace(path) }
            guard code == 0 else { throw NetlinkError("create network namespace", path, code: -code) }
        }
        return try NetworkNamespace(path: path)
    }

    /// Unmounts and removes what `create` made. Not an error when it is gone already.
    package static func remove(at path: String) throws {
        let code = swl_unpin_network_namespace(path)
        guard code == 0 || code == -EINVAL || code == -ENOENT else {
            throw NetlinkError("remove network namespace", path, code: -code)
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw NetlinkError.last("remove network namespace", path) }
    }
}

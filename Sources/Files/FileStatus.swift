package import Glibc

/// What the system says of a file (stat(2)).
package struct FileStatus: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case regular, directory, symbolicLink, socket, characterDevice, blockDevice, other }

    /// Tells one file of the machine from all others.
    package struct Identity: Sendable, Hashable {
        package let device: UInt64
        package let inode: UInt64
    }

    package let kind: Kind
    package let identity: Identity
    package let size: Int64
    /// Bytes of disk the file takes up.
    package let allocated: Int64
    /// How many names the file has.
    package let links: UInt64
    /// Permissions with the set-user-ID, set-group-ID and sticky bits.
    package let mode: mode_t

    /// Of the file that a path leads to, through symbolic links; `nil` when there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of the path itself, which may be a symbolic link.
    package init?(link path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of a name in an open directory, itself.
    package init?(_ name: FileName, in directory: Int32) {
        var status = stat()
        guard fstatat(directory, name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFSOCK: .socket
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            default: .other
            }
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = Int64(status.st_size)
        allocated = Int64(clamping: Int64(status.st_blocks).multipliedReportingOverflow(by: 512).partialValue)
        links = UInt64(status.st_nlink)
        mode = status.st_mode & 0o7777
    }
}

import Files
import Glibc
import Testing

@Suite struct FileSystemTests {
    @Test func aFileIsReplacedWholeAndOnlyTheOwnerMayReadIt() throws {
        try withDirectory { directory in
            let path = "\(directory)/secret"
            try FileSystem.replace(path, with: [1], mode: 0o644)
            #expect(FileStatus(path: path)?.mode == 0o644)
            let large = [UInt8](repeating: 7, count: 300_000)
            try FileSystem.replace(path, with: large)
            #expect(try FileSystem.read(path) == large)
            #expect(FileStatus(path: path)?.mode == 0o600)
            #expect(FileSystem.names(in: directory) == ["secret"])
        }
    }

    @Test func aFailureSaysWhatAndWhyAndLeavesNothing() throws {
        try withDirectory { directory in
            #expect(throws: FileError.self) { try FileSystem.replace("\(directory)/missing/secret", with: [1]) }
            try FileSystem.makeDirectory("\(directory)/taken")
            #expect(throws: FileError.self) { try FileSystem.replace("\(directory)/taken", with: [1]) }
            #expect(FileSystem.names(in: directory) == ["taken"])
            let error = #expect(throws: FileError.self) { try FileSystem.read("\(directory)/none") }
            #expect(error?.isNotFound == true)
            #expect(error?.description == "cannot read \(directory)/none: No such file or directory")
        }
    }

    @Test func replacingALinkLeavesWhatItLedTo() throws {
        try withDirectory { directory in
            try FileSystem.write(Array("kept".utf8), to: "\(directory)/target")
            try FileSystem.link("\(directory)/name", to: "target")
            try FileSystem.replace("\(directory)/name", with: "new")
            #expect(try FileSystem.readText("\(directory)/target") == "kept")
            #expect(try FileSystem.readText("\(directory)/name") == "new")
        }
    }

    @Test func aLongFileIsNotReadButItsStartIs() throws {
        try withDirectory { directory in
            try FileSystem.write([UInt8](repeating: 1, count: 100), to: "\(directory)/a")
            #expect(try FileSystem.read("\(directory)/a", limit: 100).count == 100)
            let error = #expect(throws: FileError.self) { try FileSystem.read("\(directory)/a", limit: 99) }
            #expect(error?.code == EFBIG)
            #expect(try FileSystem.readPrefix("\(directory)/a", limit: 99).count == 99)
        }
    }

    @Test func directoriesAboveAreMadeAndTheModeIsExact() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/a/b/c", mode: 0o777)
            #expect(FileStatus(path: "\(directory)/a/b/c")?.mode == 0o777)
            #expect(FileStatus(path: "\(directory)/a")?.mode == 0o755)
            try FileSystem.makeDirectory("\(directory)/a/b/c", mode: 0o700)
            #expect(FileStatus(path: "\(directory)/a/b/c")?.mode == 0o777)
        }
    }

    @Test func aDirectoryIsNotMadeWhereAFileIs() throws {
        try withDirectory { directory in
            try FileSystem.write([], to: "\(directory)/file")
            let error = #expect(throws: FileError.self) { try FileSystem.makeDirectory("\(directory)/file") }
            #expect(error?.code == ENOTDIR)
            #expect(throws: FileError.self) { try FileSystem.makeDirectory("\(directory)/file/below") }
        }
    }

    @Test func aLinkIsSwitchedInOneStep() throws {
        try withDirectory { directory in
            #expect(FileSystem.linkTarget("\(directory)/link") == nil)
            try FileSystem.link("\(directory)/link", to: "old")
            try FileSystem.link("\(directory)/link", to: "new")
            #expect(FileSystem.linkTarget("\(directory)/link") == "new")
            #expect(FileSystem.names(in: directory) == ["link"])
        }
    }

    @Test func aTreeIsRemovedAndWhatLinksLeadToIsNot() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/outside")
            try FileSystem.write([1], to: "\(directory)/outside/kept")
            try FileSystem.makeDirectory("\(directory)/tree/a/b")
            try FileSystem.write([1], to: "\(directory)/tree/a/file")
            try FileSystem.link("\(directory)/tree/a/link", to: "\(directory)/outside")
            try FileSystem.remove("\(directory)/tree")
            #expect(!FileSystem.exists("\(directory)/tree"))
            #expect(FileSystem.exists("\(directory)/outside/kept"))
            try FileSystem.remove("\(directory)/tree")
        }
    }

    @Test func aTreeDeeperThanAnyPathIsRemoved() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/tree")
            var here = open("\(directory)/tree", O_RDONLY | O_DIRECTORY)
            for _ in 0..<3000 {
                try #require(mkdirat(here, "level", 0o700) == 0)
                let next = openat(here, "level", O_RDONLY | O_DIRECTORY)
                close(here)
                here = next
            }
            try #require(here >= 0)
            close(here)
            try FileSystem.remove("\(directory)/tree")
            #expect(!FileSystem.exists("\(directory)/tree"))
        }
    }

    @Test func aFileOfTwoNamesTakesItsSpaceOnce() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/tree/a")
            try FileSystem.write(Array(repeating: 1, count: 100_000), to: "\(directory)/tree/file")
            let once = try FileSystem.allocated(in: "\(directory)/tree", limit: .max)
            #expect(once >= 100_000)
            try #require(link("\(directory)/tree/file", "\(directory)/tree/a/other") == 0)
            try FileSystem.link("\(directory)/tree/link", to: "/usr")
            #expect(try FileSystem.allocated(in: "\(directory)/tree", limit: .max) < once + 100_000)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root")) func whatIsMountedInsideATreeIsNotEmptied() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/tree/mounted")
            try #require(mount("tmpfs", "\(directory)/tree/mounted", "tmpfs", 0, nil) == 0)
            defer { umount2("\(directory)/tree/mounted", Int32(MNT_DETACH)) }
            try FileSystem.write([1], to: "\(directory)/tree/mounted/kept")
            let error = #expect(throws: FileError.self) { try FileSystem.remove("\(directory)/tree") }
            #expect(error?.code == EBUSY)
            #expect(FileSystem.exists("\(directory)/tree/mounted/kept"))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root")) func aBindMountOfTheSameFileSystemIsNotEmptied() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/kept")
            try FileSystem.write([1], to: "\(directory)/kept/file")
            try FileSystem.makeDirectory("\(directory)/tree/bound")
            try #require(mount("\(directory)/kept", "\(directory)/tree/bound", nil, UInt(MS_BIND), nil) == 0)
            defer { umount2("\(directory)/tree/bound", Int32(MNT_DETACH)) }
            let error = #expect(throws: FileError.self) { try FileSystem.remove("\(directory)/tree") }
            #expect(error?.code == EBUSY)
            #expect(FileSystem.exists("\(directory)/kept/file"))
        }
    }

    @Test func namesThatAreNotUTF8AreRemovedAndCounted() throws {
        try withDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/tree")
            let here = open("\(directory)/tree", O_RDONLY | O_DIRECTORY)
            defer { close(here) }
            let name: [CChar] = [-1, -2, 0]
            try #require(mkdirat(here, name, 0o755) == 0)
            let below = openat(here, name, O_RDONLY | O_DIRECTORY)
            defer { close(below) }
            let file = openat(below, name, O_WRONLY | O_CREAT, 0o600)
            defer { close(file) }
            try #require(write(file, Array(repeating: UInt8(1), count: 50_000), 50_000) == 50_000)
            #expect(try FileSystem.allocated(in: "\(directory)/tree", limit: .max) >= 50_000)
            try FileSystem.remove("\(directory)/tree")
            #expect(!FileSystem.exists("\(directory)/tree"))
        }
    }

    @Test func aPathIsResolvedAsFarAsItExists() throws {
        try withDirectory { directory in
            let real = FileSystem.resolved(directory)
            try FileSystem.makeDirectory("\(directory)/a")
            try FileSystem.link("\(directory)/link", to: "a")
            #expect(FileSystem.resolved("\(directory)//link/") == "\(real)/a")
            #expect(FileSystem.resolved("\(directory)/link/new/") == "\(real)/a/new")
        }
    }

    @Test func aStatusTellsALinkFromItsTarget() throws {
        try withDirectory { directory in
            try FileSystem.link("\(directory)/link", to: directory)
            #expect(FileStatus(path: "\(directory)/link")?.kind == .directory)
            #expect(FileStatus(link: "\(directory)/link")?.kind == .symbolicLink)
            #expect(!FileSystem.isDirectory("\(directory)/link"))
            #expect(FileStatus(path: "\(directory)/none") == nil)
        }
    }
}

private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = "/tmp/swiftlet-files-\(UInt64.random(in: .min ... .max))"
    try FileSystem.makeDirectory(directory)
    defer { try? FileSystem.remove(directory) }
    try body(directory)
}

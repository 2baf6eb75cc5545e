import Files
import Glibc
import Testing

@testable import Kubelet

struct VolumeTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = "/tmp/swiftlet-kubelet-volume-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.remove(directory) }
        try body(directory)
    }

    private func content(_ files: [String: String]) throws -> VolumeContent {
        var content = VolumeContent()
        for (name, text) in files { try content.add(name, Array(text.utf8), mode: 0o640) }
        return content
    }

    @Test func filesChangeTogetherBehindOneLink() throws {
        try inDirectory { directory in
            try #expect(AtomicDirectory.write(content(["a": "1", "sub/b": "2"]), to: directory))
            #expect(try FileSystem.readText(directory + "/a") == "1")
            #expect(try FileSystem.readText(directory + "/sub/b") == "2")
            #expect(FileSystem.linkTarget(directory + "/a") == "..data/a")
            try #expect(!AtomicDirectory.write(content(["a": "1", "sub/b": "2"]), to: directory))
            try #expect(AtomicDirectory.write(content(["a": "3"]), to: directory))
            #expect(try FileSystem.readText(directory + "/a") == "3")
            #expect(!FileSystem.exists(directory + "/sub"))
            #expect(FileSystem.names(in: directory).filter { $0.hasPrefix("..") }.count == 2)
        }
    }

    @Test func anyUserMayPassThroughTheDirectoriesOnTheWayToAFile() throws {
        try inDirectory { directory in
            try AtomicDirectory.write(content(["one/two/file": "1"]), to: directory, group: 3000)
            for path in ["one", "one/two"] { #expect(FileStatus(path: "\(directory)/\(path)")?.mode == 0o755) }
            #expect(FileStatus(path: "\(directory)/one/two/file")?.mode == 0o640)
        }
    }

    @Test(arguments: ["/abs", "../up", "a/../../b", "..data", ""])
    func pathThatLeavesTheVolumeIsRefused(path: String) {
        var content = VolumeContent()
        #expect(throws: PodSetupError.self) { try content.add(path, [], mode: 0o644) }
    }

    @Test func removingATreeDoesNotFollowLinks() throws {
        try inDirectory { directory in
            try FileSystem.makeDirectory(directory + "/keep")
            try FileSystem.write([1], to: directory + "/keep/file")
            try FileSystem.makeDirectory(directory + "/gone/deep")
            symlink(directory + "/keep", directory + "/gone/link")
            try FileSystem.remove(directory + "/gone")
            #expect(!FileSystem.exists(directory + "/gone"))
            #expect(FileSystem.exists(directory + "/keep/file"))
            try FileSystem.remove(directory + "/gone")
        }
    }
}

import Glibc
import Testing

@testable import Kubelet

struct VolumeTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = "/tmp/swiftlet-kubelet-volume-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try FileTree.makeDirectory(directory)
        defer { try? FileTree.remove(directory) }
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
            #expect(FileTree.readText(directory + "/a") == "1")
            #expect(FileTree.readText(directory + "/sub/b") == "2")
            #expect(AtomicDirectory.readLink(directory + "/a") == "..data/a")
            try #expect(!AtomicDirectory.write(content(["a": "1", "sub/b": "2"]), to: directory))
            try #expect(AtomicDirectory.write(content(["a": "3"]), to: directory))
            #expect(FileTree.readText(directory + "/a") == "3")
            #expect(!FileTree.exists(directory + "/sub"))
            #expect(FileTree.names(in: directory).filter { $0.hasPrefix("..") }.count == 2)
        }
    }

    @Test(arguments: ["/abs", "../up", "a/../../b", "..data", ""])
    func pathThatLeavesTheVolumeIsRefused(path: String) {
        var content = VolumeContent()
        #expect(throws: PodSetupError.self) { try content.add(path, [], mode: 0o644) }
    }

    @Test func removingATreeDoesNotFollowLinks() throws {
        try inDirectory { directory in
            try FileTree.makeDirectory(directory + "/keep")
            try FileTree.write([1], to: directory + "/keep/file")
            try FileTree.makeDirectory(directory + "/gone/deep")
            symlink(directory + "/keep", directory + "/gone/link")
            try FileTree.remove(directory + "/gone")
            #expect(!FileTree.exists(directory + "/gone"))
            #expect(FileTree.exists(directory + "/keep/file"))
            try FileTree.remove(directory + "/gone")
        }
    }
}

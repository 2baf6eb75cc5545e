import Foundation
import Glibc
import PKI
import Testing

struct FilesTests {
    @Test func secretIsReplacedWholeAndOnlyTheOwnerMayReadIt() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/secret"
            try Files.write([1], to: path, mode: 0o644)
            let large = [UInt8](repeating: 7, count: 300_000)
            try Files.write(secret: large, to: path)
            #expect(try Files.read(path) == large)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["secret"])
        }
    }

    @Test func failureSaysWhatAndWhyAndLeavesNothing() throws {
        try withTemporaryDirectory { directory in
            #expect(throws: FileError.self) { try Files.write(secret: [1], to: "\(directory)/missing/secret") }
            try FileManager.default.createDirectory(atPath: "\(directory)/taken", withIntermediateDirectories: false)
            #expect(throws: FileError.self) { try Files.write(secret: [1], to: "\(directory)/taken") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["taken"])
            let error = #expect(throws: FileError.self) { try Files.read("\(directory)/none") }
            #expect(error?.isNotFound == true)
            #expect(error?.description == "cannot read \(directory)/none: No such file or directory")
        }
    }

    @Test func longFileIsNotRead() throws {
        try withTemporaryDirectory { directory in
            try Files.write(secret: [UInt8](repeating: 1, count: 100), to: "\(directory)/a")
            let error = #expect(throws: FileError.self) { try Files.read("\(directory)/a", limit: 99) }
            #expect(error?.code == EFBIG)
        }
    }

    @Test func randomTextsDiffer() {
        #expect(SecureRandom.hex(bytes: 16).count == 32)
        #expect(SecureRandom.hex(bytes: 16) != SecureRandom.hex(bytes: 16))
        #expect(([0, 1, 0xAB, 0xFF] as [UInt8]).hexadecimal == "0001abff")
    }
}

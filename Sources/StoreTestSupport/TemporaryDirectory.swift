import Foundation
package import Logging

/// A logger for what may complain and is meant to.
package let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs with a new directory and removes it.
package func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.path + "/swiftlet-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
}

/// A sandbox as the runtime lists it.
package struct RuntimeSandbox: Sendable, Hashable {
    package var id: String
    package var name: String
    package var namespace: String
    package var uid: String
    package var attempt: UInt32
    package var isReady: Bool
    /// Nanoseconds since 1970.
    package var createdAt: Int64
    package var labels: [String: String]
    package var annotations: [String: String]
    /// First address first; only in the answer to `sandboxStatus`.
    package var addresses: [String]

    package init(
        id: String, name: String, namespace: String, uid: String, attempt: UInt32 = 0, isReady: Bool = true,
        createdAt: Int64 = 0, labels: [String: String] = [:], annotations: [String: String] = [:], addresses: [String] = []
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.attempt = attempt
        self.isReady = isReady
        self.createdAt = createdAt
        self.labels = labels
        self.annotations = annotations
        self.addresses = addresses
    }
}

package enum RuntimeContainerState: Sendable, Hashable { case created, running, exited, unknown }

/// A container as the runtime lists it.
package struct RuntimeContainer: Sendable, Hashable {
    package var id: String
    package var sandboxID: String
    package var name: String
    package var attempt: UInt32
    package var state: RuntimeContainerState
    package var createdAt: Int64
    package var labels: [String: String]

    package init(
        id: String, sandboxID: String, name: String, attempt: UInt32 = 0, state: RuntimeContainerState = .created,
        createdAt: Int64 = 0, labels: [String: String] = [:]
    ) {
        self.id = id
        self.sandboxID = sandboxID
        self.name = name
        self.attempt = attempt
        self.state = state
        self.createdAt = createdAt
        self.labels = labels
    }
}

/// A container in detail. Times are nanoseconds since 1970, zero when it has not come to that.
package struct RuntimeContainerStatus: Sendable, Hashable {
    package var id: String
    package var name: String
    package var attempt: UInt32
    package var state: RuntimeContainerState
    package var createdAt: Int64 = 0
    package var startedAt: Int64 = 0
    package var finishedAt: Int64 = 0
    package var exitCode: Int32 = 0
    package var reason = ""
    package var message = ""
    package var image = ""
    package var imageRef = ""
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    package var logPath = ""
    /// Empty in the runtime's answer, which does not say it; filled in by whoever knows.
    package var sandboxID = ""

    package init(id: String, name: String, attempt: UInt32, state: RuntimeContainerState) {
        self.id = id
        self.name = name
        self.attempt = attempt
        self.state = state
    }
}

package struct RuntimeVersion: Sendable, Hashable {
    package let name: String
    package let version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// `RuntimeReady` or `NetworkReady`.
package struct RuntimeCondition: Sendable, Hashable {
    package let type: String
    package let isTrue: Bool
    package let reason: String
    package let message: String

    package init(type: String, isTrue: Bool, reason: String = "", message: String = "") {
        self.type = type
        self.isTrue = isTrue
        self.reason = reason
        self.message = message
    }
}

package struct RuntimeImage: Sendable, Hashable {
    package let id: String
    package let tags: [String]
    package let digests: [String]
    package let size: UInt64
    /// The numeric user of the image, when it names one by number.
    package let uid: Int64?
    package let userName: String

    package init(id: String, tags: [String], digests: [String], size: UInt64, uid: Int64?, userName: String) {
        self.id = id
        self.tags = tags
        self.digests = digests
        self.size = size
        self.uid = uid
        self.userName = userName
    }
}

package struct CommandResult: Sendable, Hashable {
    package let stdout: [UInt8]
    package let stderr: [UInt8]
    package let exitCode: Int32

    package init(stdout: [UInt8], stderr: [UInt8], exitCode: Int32) {
        self.stdout = stdout
        self.stderr = stderr
        self.exitCode = exitCode
    }
}

/// Which streams of a process the client wants.
package struct StreamSelection: Sendable, Hashable {
    package var stdin: Bool
    package var stdout: Bool
    package var stderr: Bool
    package var tty: Bool

    package init(stdin: Bool, stdout: Bool, stderr: Bool, tty: Bool) {
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.tty = tty
    }
}

package struct ContainerUsage: Sendable, Hashable {
    package let containerID: String
    package let name: String
    package let labels: [String: String]
    /// CPU time since the container's start.
    package let cpuNanoseconds: UInt64
    package let workingSetBytes: UInt64
    package let writableLayerBytes: UInt64
    /// Nanoseconds since 1970.
    package let timestamp: Int64
}

package struct ImageFilesystem: Sendable, Hashable {
    package let mountpoint: String
    package let usedBytes: UInt64
    package let usedInodes: UInt64
}

/// Something happened to a container's process. Also sent for sandboxes, whose first process is a container as well.
package struct RuntimeEvent: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case started, exited, outOfMemory }
    package let kind: Kind
    package let containerID: String

    package init(kind: Kind, containerID: String) {
        self.kind = kind
        self.containerID = containerID
    }
}

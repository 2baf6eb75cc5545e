/// What the kubelet asks of a container runtime: sandboxes, containers, images.
///
/// Every call throws `ContainerRuntimeError` when the runtime refuses or cannot be reached. Stopping or removing what is
/// already stopped or gone succeeds.
package protocol ContainerRuntime: Sendable {
    /// Keeps the connection up until the task is cancelled. Calls made before wait for it.
    func run() async throws

    func version() async throws -> RuntimeVersion
    func conditions() async throws -> [RuntimeCondition]
    func usePodRange(_ cidr: String) async throws

    func runSandbox(_ configuration: SandboxConfiguration) async throws -> String
    /// Ends every process in the sandbox and gives its address back.
    func stopSandbox(_ id: String) async throws
    func removeSandbox(_ id: String) async throws
    func sandboxStatus(_ id: String) async throws -> RuntimeSandbox
    func sandboxes(podUID: String?) async throws -> [RuntimeSandbox]

    func createContainer(
        _ configuration: ContainerConfiguration, inSandbox id: String, _ sandbox: SandboxConfiguration
    ) async throws -> String
    func startContainer(_ id: String) async throws
    /// Sends the image's stop signal, waits `timeout` seconds, then kills. Returns when the process is gone.
    func stopContainer(_ id: String, timeout: Int64) async throws
    func removeContainer(_ id: String) async throws
    func containers(podUID: String?) async throws -> [RuntimeContainer]
    func containerStatus(_ id: String) async throws -> RuntimeContainerStatus
    func updateResources(ofContainer id: String, _ resources: LinuxResources) async throws
    /// Runs a command to its end; output is capped by the runtime. Past the timeout it is killed and the call throws.
    func execute(_ command: [String], inContainer id: String, timeout: Int64) async throws -> CommandResult
    /// Makes the runtime write to a new file after the old one was renamed.
    func reopenLog(ofContainer id: String) async throws
    func usage(podUID: String?) async throws -> [ContainerUsage]

    /// URLs of the runtime's own streaming server; each is good for one use, within a minute.
    func execURL(_ command: [String], inContainer id: String, _ streams: StreamSelection) async throws -> String
    func attachURL(toContainer id: String, _ streams: StreamSelection) async throws -> String
    func portForwardURL(toSandbox id: String, ports: [Int32]) async throws -> String

    /// `nil` when the image is not on the node.
    func image(_ reference: String) async throws -> RuntimeImage?
    func images() async throws -> [RuntimeImage]
    func pullImage(_ reference: String, credentials: RegistryCredentials?) async throws -> String
    func removeImage(_ reference: String) async throws
    func imageFilesystems() async throws -> [ImageFilesystem]

    /// Starts and ends of processes as they happen. Ends or throws when the connection is lost; events in between are
    /// not repeated, so list once after every (re)connection.
    func events(_ receive: @Sendable @escaping (RuntimeEvent) async -> Void) async throws
}

package struct RegistryCredentials: Sendable, Hashable {
    package let userName: String
    package let password: String
    package let server: String

    package init(userName: String, password: String, server: String) {
        self.userName = userName
        self.password = password
        self.server = server
    }
}

/// The runtime's answer to a call that did not succeed.
package struct ContainerRuntimeError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case notFound, alreadyExists, invalidArgument, deadlineExceeded, unavailable, cancelled, unimplemented, other
    }
    package let operation: String
    package let code: Code
    /// The runtime's own words.
    package let message: String

    package init(operation: String, code: Code, message: String) {
        self.operation = operation
        self.code = code
        self.message = message
    }

    package var description: String { "\(operation): \(message) (\(code.rawValue))" }
}

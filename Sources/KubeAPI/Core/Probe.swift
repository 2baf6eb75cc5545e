import JSON
package import Schema

package struct ProbeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Probe", "A check that a container works, made over and over.",
        rules: [.atMostOne(["exec", "httpGet", "tcpSocket", "grpc"])])

    package let exec = Field<ExecAction>(1, "Runs a command; exit code 0 is success.", inside: 1)
    package let httpGet = Field<HTTPGetAction>(2, "Sends an HTTP request; a status from 200 to 399 is success.", inside: 1)
    package let tcpSocket = Field<TCPSocketAction>(3, "Opens a TCP connection.", inside: 1)
    package let grpc = Field<GRPCAction>(4, "Asks a gRPC health service.", inside: 1)
    package let initialDelaySeconds = Value<Int32>(2, "Seconds between the container's start and the first check.")
    package let timeoutSeconds = Value<Int32>(3, "Seconds until a check without an answer has failed.", default: 1)
    package let periodSeconds = Value<Int32>(4, "Seconds between checks.", default: 10)
    package let successThreshold = Value<Int32>(
        5, "How many checks in a row must succeed after a failure before it counts.", default: 1)
    package let failureThreshold = Value<Int32>(6, "How many checks in a row must fail before it counts.", default: 3)
    package let terminationGracePeriodSeconds = Field<Int64>(
        7, "Seconds the container gets to end when the check has failed, instead of those of the Pod.")
}
package typealias Probe = Object<ProbeShape>

package struct LifecycleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Lifecycle", "What to do around a container's start and end.")

    package let postStart = Field<LifecycleHandler>(1, "Run right after the start; the container is killed when it fails.")
    package let preStop = Field<LifecycleHandler>(
        2, "Run before the container is asked to end; the grace period goes on meanwhile.")
    package let stopSignal = Value<String>(
        3, "The signal that asks the container to end; the image's or SIGTERM when it is not given.", optional: true)
}
package typealias Lifecycle = Object<LifecycleShape>

package struct LifecycleHandlerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.LifecycleHandler", "What to do; one of these.",
        rules: [.atMostOne(["exec", "httpGet", "tcpSocket", "sleep"])])

    package let exec = Field<ExecAction>(1, "Runs a command in the container.")
    package let httpGet = Field<HTTPGetAction>(2, "Sends an HTTP request.")
    package let tcpSocket = Field<TCPSocketAction>(3, "Not used; kept so that old objects can be read.")
    package let sleep = Field<SleepAction>(4, "Waits.")
}
package typealias LifecycleHandler = Object<LifecycleHandlerShape>

package struct ExecActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ExecAction", "A command to run in a container.")

    package let command = Value<[String]>(1, "The program and its arguments, without a shell.", list: .atomic)
}
package typealias ExecAction = Object<ExecActionShape>

package struct HTTPGetActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HTTPGetAction", "An HTTP GET request.")

    package let path = Value<String>(1, "The path to ask for.", default: "/")
    package let port = Value<IntOrString>(2, "The port's number, or the name it has in the container.", required: true)
    package let host = Value<String>(3, "The host to connect to; the Pod's address when it is not given.")
    package let scheme = Value<String>(
        4, "`HTTP` or `HTTPS`; certificates are not checked.", default: "HTTP", oneOf: ["HTTP", "HTTPS"])
    package let httpHeaders = Value<[HTTPHeader]>(5, "Headers to send.", list: .atomic)
}
package typealias HTTPGetAction = Object<HTTPGetActionShape>

package struct HTTPHeaderShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HTTPHeader", "A header of a request.")

    package let name = Value<String>(1, "The header's name.", required: true)
    package let value = Value<String>(2, "The header's value.", required: true)
}
package typealias HTTPHeader = Object<HTTPHeaderShape>

package struct TCPSocketActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TCPSocketAction", "A TCP connection to open.")

    package let port = Value<IntOrString>(1, "The port's number, or the name it has in the container.", required: true)
    package let host = Value<String>(2, "The host to connect to; the Pod's address when it is not given.")
}
package typealias TCPSocketAction = Object<TCPSocketActionShape>

package struct GRPCActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GRPCAction", "A request to a gRPC health service.")

    package let port = Value<Int32>(1, "The port's number.", required: true)
    package let service = Value<String>(
        2, "The service to ask about; empty for the server as a whole.", optional: true, default: "")
}
package typealias GRPCAction = Object<GRPCActionShape>

package struct SleepActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SleepAction", "A time to wait.")

    package let seconds = Value<Int64>(1, "How many seconds.", required: true)
}
package typealias SleepAction = Object<SleepActionShape>

import JSON
package import Schema

package struct ProbeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Probe", "A probe.", rules: [.atMostOne(["exec", "httpGet", "tcpSocket", "grpc"])])

    package let exec = Field<ExecAction>(1, "The exec.", inside: 1)
    package let httpGet = Field<HTTPGetAction>(2, "The http get.", inside: 1)
    package let tcpSocket = Field<TCPSocketAction>(3, "The tcp socket.", inside: 1)
    package let grpc = Field<GRPCAction>(4, "The grpc.", inside: 1)
    package let initialDelaySeconds = Value<Int32>(2, "The initial delay seconds.")
    package let timeoutSeconds = Value<Int32>(3, "The timeout seconds.", default: 1)
    package let periodSeconds = Value<Int32>(4, "The period seconds.", default: 10)
    package let successThreshold = Value<Int32>(5, "The success threshold.", default: 1)
    package let failureThreshold = Value<Int32>(6, "The failure threshold.", default: 3)
    package let terminationGracePeriodSeconds = Field<Int64>(7, "The termination grace period seconds.")
}
package typealias Probe = Object<ProbeShape>

package struct LifecycleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Lifecycle", "A lifecycle.")

    package let postStart = Field<LifecycleHandler>(1, "The post start.")
    package let preStop = Field<LifecycleHandler>(2, "The pre stop.")
    package let stopSignal = Value<String>(3, "The stop signal.", optional: true)
}
package typealias Lifecycle = Object<LifecycleShape>

package struct LifecycleHandlerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.LifecycleHandler", "A lifecycle handler.",
        rules: [.atMostOne(["exec", "httpGet", "tcpSocket", "sleep"])])

    package let exec = Field<ExecAction>(1, "The exec.")
    package let httpGet = Field<HTTPGetAction>(2, "The http get.")
    package let tcpSocket = Field<TCPSocketAction>(3, "The tcp socket.")
    package let sleep = Field<SleepAction>(4, "The sleep.")
}
package typealias LifecycleHandler = Object<LifecycleHandlerShape>

package struct ExecActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ExecAction", "A exec action.")

    package let command = Value<[String]>(1, "The command.", list: .atomic)
}
package typealias ExecAction = Object<ExecActionShape>

package struct HTTPGetActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HTTPGetAction", "A HTTP get action.")

    package let path = Value<String>(1, "The path.", default: "/")
    package let port = Value<IntOrString>(2, "The port.", required: true)
    package let host = Value<String>(3, "The host.")
    package let scheme = Value<String>(4, "The scheme.", default: "HTTP", oneOf: ["HTTP", "HTTPS"])
    package let httpHeaders = Value<[HTTPHeader]>(5, "The http headers.", list: .atomic)
}
package typealias HTTPGetAction = Object<HTTPGetActionShape>

package struct HTTPHeaderShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HTTPHeader", "A HTTP header.")

    package let name = Value<String>(1, "The name.", required: true)
    package let value = Value<String>(2, "The value.", required: true)
}
package typealias HTTPHeader = Object<HTTPHeaderShape>

package struct TCPSocketActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TCPSocketAction", "A TCP socket action.")

    package let port = Value<IntOrString>(1, "The port.", required: true)
    package let host = Value<String>(2, "The host.")
}
package typealias TCPSocketAction = Object<TCPSocketActionShape>

package struct GRPCActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.GRPCAction", "A GRPC action.")

    package let port = Value<Int32>(1, "The port.", required: true)
    package let service = Value<String>(2, "The service.", optional: true, default: "")
}
package typealias GRPCAction = Object<GRPCActionShape>

package struct SleepActionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SleepAction", "A sleep action.")

    package let seconds = Value<Int64>(1, "The seconds.", required: true)
}
package typealias SleepAction = Object<SleepActionShape>

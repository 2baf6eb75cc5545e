package import Metrics
package import Transport

/// The parts of a server that decide: who a client is, what it may do, and what becomes of its writes.
package struct ServerPlugins: Sendable {
    /// A client it does not know is anonymous.
    package var authenticator: any Authenticator
    package var authorizer: any Authorizer
    /// In the order they run.
    package var admission: [any AdmissionPlugin]
    package var virtualResources: [any VirtualResource]
    /// Asked in order for paths that are not resource paths (discovery, OpenAPI, key sets).
    package var pathResponders: [any PathResponder]
    /// Run from when the built-in objects are in place.
    package var controllers: [any ServerController]
    /// What they count.
    package var metrics: [any MetricSource]

    package init(
        authenticator: any Authenticator, authorizer: any Authorizer, admission: [any AdmissionPlugin] = [],
        virtualResources: [any VirtualResource] = [], pathResponders: [any PathResponder] = [],
        controllers: [any ServerController] = [], metrics: [any MetricSource] = []
    ) {
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.admission = admission
        self.virtualResources = virtualResources
        self.pathResponders = pathResponders
        self.controllers = controllers
        self.metrics = metrics
    }
}

/// Answers paths outside the resources. Authorization has already taken place.
package protocol PathResponder: Sendable {
    /// `nil` when the path is none of its.
    func respond(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse?
    /// The paths that `/` lists.
    var paths: [String] { get }
}

/// Keeps stored objects as others say they should be, from within the server, through its own request path.
package protocol ServerController: Sendable {
    /// Until the task is cancelled.
    func run(in server: Server) async
}

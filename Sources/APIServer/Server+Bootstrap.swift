import AsyncTools
package import JSON
package import KubeAPI
import Logging
import Transport

extension Server {
    /// Puts the objects in place that every cluster has: namespaces, default roles, the `kubernetes` Service and what it
    /// leads to. Objects that are there stay as they are, except the endpoints, which follow this server's address.
    func bootstrap() async throws {
        await cache.waitUntilApplied(0)
        try await BootstrapPolicyReconciler(server: self, logger: logger).run()
        progress.complete(.namespaces, .roles)
        try await BootstrapFlowControl.reconcile(cache: cache, server: self)
        await FlowSchemaConditions(server: self).reconcile()
        progress.complete(.flowControl)
        fairQueue.controller.reload(from: cache)
        progress.complete(.flowControlRead)
        for priorityClass in SystemPriorityClasses.objects { try await create(priorityClass, PriorityClassShape.type) }
        progress.complete(.priorityClasses)
        try await LocalAPIServices.reconcile(self)
        progress.complete(.localServices)
        try await create(KubernetesService.service(configuration), ServiceShape.type)
        if KubernetesService.isReachable(configuration) {
            try await put(KubernetesService.endpoints(configuration), EndpointsShape.type)
            try await put(KubernetesService.endpointSlice(configuration), EndpointSliceShape.type)
        } else {
            logger.warning(
                "no endpoint for the kubernetes Service: Pods cannot reach this address",
                metadata: ["address": "\(configuration.advertiseAddress)"])
        }
        progress.complete(.kubernetesService)
        logger.info("built-in objects in place")
    }

    /// Creates an object through the whole request path; one that exists is left alone, even if it could not be made now.
    package func create(_ object: JSONValue, _ type: ResourceType) async throws {
        let namespace = object[path: "metadata", "namespace"]?.stringValue
        let name = object[path: "metadata", "name"]?.stringValue ?? ""
        if let kind = cache.kind(type), kind.object(kind.path(namespace: namespace ?? "", name: name)) != nil { return }
        let response = await send("POST", type.path(namespace: namespace), object)
        if response.status != 409, !(200..<300).contains(response.status) { throw BootstrapError(response) }
    }

    func put(_ object: JSONValue, _ type: ResourceType) async throws {
        let namespace = object[path: "metadata", "namespace"]?.stringValue
        let name = object[path: "metadata", "name"]?.stringValue ?? ""
        let response = await send("PUT", type.path(namespace: namespace, name: name), object)
        if response.status == 404 { return try await create(object, type) }
        if !(200..<300).contains(response.status) { throw BootstrapError(response) }
    }

    /// A request of this server's own parts to itself, with every right.
    func send(_ method: String, _ path: String, _ body: JSONValue) async -> HTTPResponse {
        await respond(
            to: HTTPRequest(
                method, path, headers: ["Content-Type": "application/json"], body: JSONWriter.bytes(body),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters"])))
    }
}

/// A built-in object could not be put in place.
struct BootstrapError: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ response: HTTPResponse) {
        var text = "status \(response.status)"
        if case .bytes(let bytes) = response.body, let body = try? JSONReader.read(bytes) {
            text = body["message"]?.stringValue ?? text
        }
        description = text
    }
}

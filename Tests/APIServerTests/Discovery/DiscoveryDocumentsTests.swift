import APIServer
import JSON
import KubeAPI
import Schema
import Testing

/// Pods and Deployments with a few subresources, beside all virtual kinds.
let discoveryDefinitions: [ResourceDefinition] = BuiltInTypes.stored.map { entry in
    let change = ["get", "patch", "update"]
    let subresources: [Subresource] =
        switch entry.type.plural {
        case "deployments":
            [
                Subresource(name: "status", kind: "Deployment", verbs: change),
                Subresource(name: "scale", kind: "Scale", apiVersion: "autoscaling/v1", verbs: change),
            ]
        case "pods": [Subresource(name: "eviction", kind: "Eviction", apiVersion: "policy/v1", verbs: ["create"])]
        default: []
        }
    return ResourceDefinition(
        type: entry.type, schema: entry.schema,
        verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        subresources: subresources, rules: ResourceRules(), columns: Columns.columns(for: entry.type))
}

private let documents = DiscoveryDocuments(definitions: discoveryDefinitions, serverAddress: "192.0.2.1:6443")

private func json(_ path: String, accept: String? = nil) throws -> JSONValue {
    let document = try #require(documents.response(path: path, accept: accept))
    return try JSONReader.read(document.bytes)
}

@Suite struct DiscoveryDocumentsTests {
    @Test func versionsAndGroupsAreListedInTheOrderClientsPrefer() throws {
        #expect(try json("/api")["versions"] == ["v1"])
        let groups = try json("/apis")["groups"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(
            groups == [
                "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io",
                "autoscaling", "batch", "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io",
                "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io",
                "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
            ])
        #expect(try json("/apis/autoscaling")[path: "preferredVersion", "groupVersion"] == "autoscaling/v2")
        #expect(try json("/apis/apps")[path: "preferredVersion", "groupVersion"] == "apps/v1")
        #expect(try json("/apis/apps/")["kind"] == "APIGroup")
    }

    @Test func resourcesAreListedWithTheirSubresources() throws {
        let resources = try json("/apis/apps/v1")["resources"]?.arrayValue ?? []
        #expect(
            resources.compactMap { $0["name"]?.stringValue }
                == [
                    "controllerrevisions", "daemonsets", "deployments", "deployments/scale", "deployments/status",
                    "replicasets", "statefulsets",
                ])
        let deployment = try #require(resources.first { $0["name"] == "deployments" })
        #expect(deployment["shortNames"] == ["deploy"])
        #expect(deployment["categories"] == ["all"])
        #expect(deployment["storageVersionHash"] == "8aSe+NMegvE=")
        let scale = resources.first { $0["name"] == "deployments/scale" }
        #expect(scale?["group"] == "autoscaling")
        #expect(scale?["version"] == "v1")
        let core = try json("/api/v1")["resources"]?.arrayValue ?? []
        #expect(core.first { $0["name"] == "configmaps" }?["storageVersionHash"] == "qFsyl6wFWjQ=")
        #expect(core.first { $0["name"] == "bindings" }?["verbs"] == ["create"])
        #expect(core.first { $0["name"] == "bindings" }?["storageVersionHash"] == nil as JSONValue?)
    }

    @Test(arguments: ["v2", "v2beta1"])
    func aggregatedDiscoveryIsGivenToThoseWhoAskForIt(version: String) throws {
        let type = "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
        let document = try #require(documents.response(path: "/apis", accept: "\(type),application/json"))
        #expect(document.contentType == type)
        let list = try JSONReader.read(document.bytes)
        #expect(list["kind"] == "APIGroupDiscoveryList")
        #expect(list["apiVersion"] == .string("apidiscovery.k8s.io/\(version)"))
        let apps = list["items"]?.arrayValue?.first { $0[path: "metadata", "name"] == "apps" }
        let resources = apps?["versions"]?.arrayValue?.first?["resources"]?.arrayValue
        let deployment = resources?.first { $0["resource"] == "deployments" }
        #expect(deployment?["scope"] == "Namespaced")
        #expect(deployment?["responseKind"] == ["group": "", "version": "", "kind": "Deployment"])
        let scale = deployment?["subresources"]?.arrayValue?.first
        #expect(scale?["responseKind"] == ["group": "autoscaling", "version": "v1", "kind": "Scale"])
        let core = try json("/api", accept: type)["items"]?.arrayValue
        #expect(core?.count == 1)
        #expect(core?.first?[path: "metadata", "name"] == nil as JSONValue?)
    }

    @Test func plainDiscoveryIsGivenToEverybodyElse() throws {
        for accept in [nil, "application/json", "*/*", "application/json, application/json;g=apidiscovery.k8s.io;v=v2;as=X", "x"]
        {
            #expect(try json("/apis", accept: accept)["kind"] == "APIGroupList")
        }
    }

    @Test func entityTagsFollowTheContent() throws {
        let again = DiscoveryDocuments(definitions: discoveryDefinitions, serverAddress: "192.0.2.1:6443")
        let fewer = DiscoveryDocuments(definitions: Array(discoveryDefinitions.dropLast()), serverAddress: "192.0.2.1:6443")
        let tag = documents.response(path: "/apis", accept: nil)?.etag
        #expect(tag == again.response(path: "/apis", accept: nil)?.etag)
        #expect(tag != fewer.response(path: "/apis", accept: nil)?.etag)
        #expect(tag?.hasPrefix("\"") == true)
    }

    @Test(arguments: ["/apis/none", "/apis/apps/v2", "/api/v2", "/", "", "/apisx"])
    func otherPathsHaveNoDocument(path: String) {
        #expect(documents.response(path: path, accept: nil) == nil)
    }

    @Test func versionSaysWhichKubernetesIsServed() throws {
        let version = try JSONReader.read(VersionDocument.document(build: "0.1.0", commit: "abc").bytes)
        #expect(version["major"] == "1")
        #expect(version["minor"] == "36")
        #expect(version["gitVersion"] == "v1.36.2+swiftlet.0.1.0")
    }
}

import JSON
package import KubeAPI

/// The answers of `/api`, `/apis` and everything under them that lists what is served, made once.
package struct DiscoveryDocuments: Sendable {
    private let legacy: [String: StaticDocument]
    private let aggregated: [String: [AggregatedDiscovery.Version: StaticDocument]]

    /// - Parameters:
    ///   - virtual: kinds that are only created and answered.
    ///   - serverAddress: `host:port`, for clients that look it up in `/api`.
    package init(
        definitions: [ResourceDefinition], virtual: [BuiltInTypes.Entry] = BuiltInTypes.virtual, serverAddress: String
    ) {
        let served = ServedGroups(definitions: definitions, virtual: virtual)
        legacy = LegacyDiscovery.documents(served, serverAddress: serverAddress).mapValues {
            StaticDocument(contentType: "application/json", bytes: JSONWriter.bytes($0))
        }
        aggregated = [
            "/api": AggregatedDiscovery.documents(served.groups.filter(\.name.isEmpty)),
            "/apis": AggregatedDiscovery.documents(served.named),
        ]
    }

    /// The document at a path, in the form that `accept` prefers; `nil` when the path is not one of discovery's.
    ///
    /// Aggregated discovery depends on `Accept`, so answers for `/api` and `/apis` need `Vary: Accept`.
    package func response(path: String, accept: String?) -> StaticDocument? {
        let path = path.count > 1 && path.last == "/" ? String(path.dropLast()) : path
        if let forms = aggregated[path], let accept {
            for clause in MediaType.list(accept) {
                if let version = AggregatedDiscovery.Version(clause), let document = forms[version] { return document }
                if clause.name == "application/json", clause.parameters["as"] == nil { break }
            }
        }
        return legacy[path]
    }
}

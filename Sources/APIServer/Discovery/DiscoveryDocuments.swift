import JSON
package import KubeAPI

/// The answers of `/api`, `/apis` and everything under them that lists what is served, made once.
package struct DiscoveryDocuments: Sendable {
    private let legacy: [String: StaticDocument]
    private let routed: Set<String>
    private let aggregated: [String: [AggregatedDiscovery.Form: StaticDocument]]

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
        let builtIn = Set(BuiltInTypes.all.map(\.type.group))
        routed = Set(served.versions.filter { builtIn.contains($0.group) }.map(\.path) + ["/api"])
        aggregated = [
            "/api": AggregatedDiscovery.documents(served.groups.filter(\.name.isEmpty)),
            "/apis": AggregatedDiscovery.documents(served.named),
        ]
    }

    /// Every path that has a document.
    package var paths: [String] { legacy.keys.sorted() }

    /// The document at a path, in the form that `accept` prefers; `nil` when the path is not one of discovery's.
    package func response(path: String, accept: String?) -> StaticDocument? {
        aggregated(path: path, accept: accept) ?? legacy(path: path)
    }

    /// The document of a single group or version, or the list of these.
    func legacy(path: String) -> StaticDocument? { legacy[Self.plain(path)] }

    /// Whether a path has a document that nothing but a GET asks for. The lists of groups and of the versions of a group,
    /// and everything of custom kinds, are answered to any method.
    func isRouted(_ path: String) -> Bool { routed.contains(Self.plain(path)) }

    /// The aggregated document, when the client wants that most and the path has one.
    ///
    /// This depends on `Accept`, so answers for `/api` and `/apis` need `Vary: Accept`.
    func aggregated(path: String, accept: String?) -> StaticDocument? {
        guard let forms = aggregated[Self.plain(path)], let accept else { return nil }
        for range in MediaType.list(accept) {
            if let form = AggregatedDiscovery.Form(range) { return forms[form] }
            if range.parameters["as"] == nil, Serialization.allCases.contains(where: { range.covers($0.mediaType) }) { break }
        }
        return nil
    }

    private static func plain(_ path: String) -> String {
        path.count > 1 && path.last == "/" ? String(path.dropLast()) : path
    }
}

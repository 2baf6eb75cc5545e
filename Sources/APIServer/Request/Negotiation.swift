import Transport

/// The outcome of content negotiation (RFC 9110, section 12.5.1), as Kubernetes does it.
struct Negotiation: Sendable, Hashable {
    var format: ResponseFormat
    var serialization: Serialization
    /// Whether JSON is indented for people.
    var isPretty = false

    static let json = Negotiation(format: .object, serialization: .json)

    /// What may be answered.
    struct Offer: Sendable {
        /// Custom resources have no protobuf form.
        var hasProtobuf = true
        /// Collections can be watched.
        var isCollection = false
        /// A stream of YAML documents has no ends that a reader could see.
        var isWatch = false
        /// Whether objects can be had as a Table or as their metadata.
        var hasViews = true

        static let status = Offer()
        /// What describes the server, and no object.
        static let document = Offer(hasViews: false)
    }

    /// The most wanted media range that can be served; a 406 when there is none.
    init(_ request: HTTPRequest, _ query: Query, offer: Offer) throws(StatusError) {
        self = try Self.negotiate(request.headers["Accept"] ?? "", query, offer)
        isPretty = isPretty || (serialization == .json && Self.wantsPretty(request, query))
    }

    init(format: ResponseFormat, serialization: Serialization) {
        self.format = format
        self.serialization = serialization
    }

    private static func negotiate(_ accept: String, _ query: Query, _ offer: Offer) throws(StatusError) -> Negotiation {
        switch accept {
        // What most clients send needs no parsing.
        case "", "application/json", "*/*", "application/json, */*": return .json
        case "application/vnd.kubernetes.protobuf,application/json" where offer.hasProtobuf,
            "application/vnd.kubernetes.protobuf, */*" where offer.hasProtobuf:
            return Negotiation(format: .object, serialization: .protobuf)
        default: break
        }
        let ranges = MediaType.list(accept)
        guard !ranges.isEmpty else { return .json }
        for range in ranges {
            for serialization in Serialization.allCases where range.covers(serialization.mediaType) {
                if let match = try match(range, serialization, query, offer) { return match }
            }
        }
        throw .notAcceptable(offer, understood: ranges.contains { $0.isServed })
    }

    private static func match(
        _ range: MediaType, _ serialization: Serialization, _ query: Query, _ offer: Offer
    ) throws(StatusError) -> Negotiation? {
        if offer.isWatch, serialization == .yaml { return nil }
        if let stream = range.parameters["stream"], stream != "watch" || serialization == .yaml { return nil }
        let isTyped = ["as", "g", "v"].contains { range.parameters[$0] != nil }
        var match = Negotiation(format: .object, serialization: serialization)
        match.isPretty = serialization == .json && range.parameters["pretty"] == "1"
        guard isTyped else { return serialization == .protobuf && !offer.hasProtobuf ? nil : match }
        guard offer.hasViews, range.parameters["g"] == "meta.k8s.io",
            let version = ResponseFormat.MetaVersion(rawValue: range.parameters["v"] ?? "")
        else { return nil }
        switch range.parameters["as"] {
        case "Table" where serialization != .protobuf: match.format = .table(includeObject: try include(query), version)
        case "PartialObjectMetadata", "PartialObjectMetadataList": match.format = .partialMetadata(version)
        default: return nil
        }
        return match
    }

    private static func include(_ query: Query) throws(StatusError) -> ResponseFormat.IncludeObject {
        guard let text = query["includeObject"], !text.isEmpty else { return .metadata }
        guard let include = ResponseFormat.IncludeObject(rawValue: text) else {
            throw .badRequest(
                "Unable to convert to Table as requested: includeObject: Invalid value: \"\(text)\": must be 'Metadata', "
                    + "'Object', 'None', or empty")
        }
        return include
    }

    /// Asked for, or not refused by somebody who reads answers on a terminal or in a browser.
    private static func wantsPretty(_ request: HTTPRequest, _ query: Query) -> Bool {
        if let text = query["pretty"], !text.isEmpty {
            return ["1", "t", "T", "true", "TRUE", "True"].contains(text)
        }
        guard let agent = request.headers["User-Agent"] else { return false }
        return agent.hasPrefix("curl") || agent.hasPrefix("Wget") || agent.hasPrefix("Mozilla/5.0")
    }
}

extension MediaType {
    /// Whether answers come in this type at all, whatever its parameters ask for.
    fileprivate var isServed: Bool { Serialization.allCases.contains { covers($0.mediaType) } }
}

extension StatusError {
    /// - Parameter understood: a media type was known, and only its parameters asked for too much.
    fileprivate static func notAcceptable(_ offer: Negotiation.Offer, understood: Bool) -> StatusError {
        let types = Serialization.allCases.filter { $0 != .protobuf || offer.hasProtobuf }.map(\.mediaType)
        let streams = types.filter { $0 != Serialization.yaml.mediaType }.map { $0 + ";stream=watch" }
        guard understood || !offer.hasProtobuf else {
            let available = (offer.isCollection || offer.isWatch ? types + streams : types).joined(separator: ", ")
            return StatusError(
                code: 406, reason: "NotAcceptable",
                message: "406: Not Acceptable\n\nAvailable representations: \(available)", subject: Subject())
        }
        let available = (offer.isWatch ? streams : types).joined(separator: ", ")
        return StatusError(
            code: 406, reason: "NotAcceptable", message: "only the following media types are accepted: \(available)")
    }
}

extension StringProtocol {
    /// Without the blanks at both ends.
    var trimmedSpace: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

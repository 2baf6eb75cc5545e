import Encodings
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
        /// Custom objects have no protobuf form, but their metadata and errors have.
        var isCustom = false
        /// A stream of YAML documents has no ends that a reader could see.
        var isWatch = false
        /// Whether objects can be had as a Table or as their metadata.
        var hasViews = true
        /// The types among which one must be named before anything else is looked at, not counting parameters; empty where
        /// there is no such step.
        var route: [String] = []

        /// What describes the server, and no object; and errors.
        static let document = Offer(hasViews: false)

        static let types = Serialization.allCases.map(\.mediaType)
        static let streams = [Serialization.json, .protobuf].map { $0.mediaType + ";stream=watch" }
    }

    /// The most wanted media range that can be served; a 406 when there is none.
    init(_ request: HTTPRequest, _ query: Query, offer: Offer) throws(StatusError) {
        self = try Self.negotiate(request, query, offer)
        isPretty = isPretty || (serialization == .json && Self.wantsPretty(request, query))
    }

    init(format: ResponseFormat, serialization: Serialization) {
        self.format = format
        self.serialization = serialization
    }

    private static func negotiate(
        _ request: HTTPRequest, _ query: Query, _ offer: Offer
    ) throws(StatusError) -> Negotiation {
        let accept = request.headers["Accept"] ?? ""
        switch accept {
        // What most clients send needs no parsing.
        case "", "application/json", "*/*", "application/json, */*": return .json
        case "application/vnd.kubernetes.protobuf,application/json" where !offer.isCustom,
            "application/vnd.kubernetes.protobuf, */*" where !offer.isCustom:
            return Negotiation(format: .object, serialization: .protobuf)
        default: break
        }
        try checkRoute(request, types: offer.route)
        for range in MediaType.list(accept) {
            for serialization in Serialization.allCases where range.covers(serialization.mediaType) {
                guard let match = try match(range, serialization, query, offer) else { continue }
                if offer.isWatch, serialization == .yaml { throw .notAcceptable(offer) }
                return match
            }
        }
        throw .notAcceptable(offer)
    }

    /// A 406 unless `Accept` names one of the types, or all there are. Nothing is checked when `types` is empty.
    static func checkRoute(_ request: HTTPRequest, types: [String]) throws(StatusError) {
        guard !types.isEmpty, let accept = request.headers["Accept"], !accept.isEmpty else { return }
        let isNamed = accept.parts(separatedBy: ",").contains { part in
            let name = part.prefix { $0 != ";" }.trimmedSpace
            return name == "*/*" || types.contains(name)
        }
        if isNamed { return }
        let list = "Available representations: \(types.joined(separator: ", "))"
        // Who sends nothing where something is expected is told of that first.
        guard ["POST", "PUT", "PATCH"].contains(request.method), request.body.isEmpty else {
            throw .routeNotAcceptable("406: Not Acceptable\n\n" + list)
        }
        throw .routeUnsupported("415: Unsupported Media Type\n\n" + list)
    }

    private static func match(
        _ range: MediaType, _ serialization: Serialization, _ query: Query, _ offer: Offer
    ) throws(StatusError) -> Negotiation? {
        if let stream = range.parameters["stream"], !stream.isEmpty, stream != "watch" || serialization == .yaml { return nil }
        if let version = range.parameters["sv"], !version.isEmpty, version != "v1" || !offer.hasViews { return nil }
        let isTyped = ["as", "g", "v"].contains { range.parameters[$0] != nil }
        var match = Negotiation(format: .object, serialization: serialization)
        match.isPretty = serialization == .json && range.parameters["pretty"] == "1"
        guard isTyped else {
            return serialization == .protobuf && offer.isCustom && offer.hasViews ? nil : match
        }
        guard offer.hasViews, range.parameters["g"] == "meta.k8s.io",
            let version = ResponseFormat.MetaVersion(rawValue: range.parameters["v"] ?? "")
        else { return nil }
        switch range.parameters["as"] {
        case "Table" where serialization != .protobuf: match.format = .table(includeObject: try include(query), version)
        case "PartialObjectMetadata": match.format = .partialMetadata(version, isList: false)
        case "PartialObjectMetadataList": match.format = .partialMetadata(version, isList: true)
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

extension StatusError {
    fileprivate static func notAcceptable(_ offer: Negotiation.Offer) -> StatusError {
        let types = offer.isWatch ? Negotiation.Offer.streams : Negotiation.Offer.types
        return notAcceptable("only the following media types are accepted: \(types.joined(separator: ", "))")
    }

    static func notAcceptable(_ message: String) -> StatusError {
        StatusError(code: 406, reason: "NotAcceptable", message: message)
    }

    /// As the step before a handler says it.
    fileprivate static func routeNotAcceptable(_ message: String) -> StatusError {
        StatusError(code: 406, reason: "NotAcceptable", message: message, subject: Subject())
    }

    static func routeUnsupported(_ message: String = "415: Unsupported Media Type") -> StatusError {
        StatusError(code: 415, reason: "UnsupportedMediaType", message: message, subject: Subject())
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

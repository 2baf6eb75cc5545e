import Encodings
import JSON
import KubeAPI
import Schema
import Transport

/// The last step of an answer. Verbs answer in JSON; what else a client accepts is made of that here, in one place.
extension Answer {
    /// The answer in the syntax that was negotiated, compressed when it is large. Small JSON that nobody wants indented stays
    /// as it is.
    static func encoded(
        _ response: HTTPResponse, _ negotiation: Negotiation, for request: HTTPRequest
    ) throws(StatusError) -> HTTPResponse {
        compressed(try encoded(response, negotiation), for: request)
    }

    private static func encoded(_ response: HTTPResponse, _ negotiation: Negotiation) throws(StatusError) -> HTTPResponse {
        if negotiation.serialization == .json, !negotiation.isPretty { return response }
        guard case .bytes(let json) = response.body, response.headers["Content-Type"] == Serialization.json.mediaType,
            let body = try body(json, negotiation)
        else { return response }
        var response = response
        response.headers["Content-Type"] = negotiation.serialization.mediaType
        response.body = .bytes(body)
        return response
    }

    /// Bodies from this size on are compressed for who can read that, as Kubernetes does.
    private static let compressedBytes = 128 << 10

    /// The answer under gzip, when it is large and the client accepts that.
    static func compressed(_ response: HTTPResponse, for request: HTTPRequest) -> HTTPResponse {
        guard case .bytes(let bytes) = response.body, bytes.count > compressedBytes, request.acceptsGzip,
            response.headers["Content-Encoding"] == nil, let packed = Gzip.compress(bytes)
        else { return response }
        var response = response
        response.headers.add("Content-Encoding", "gzip")
        response.headers.add("Vary", "Accept-Encoding")
        response.body = .bytes(packed)
        return response
    }

    /// `nil` when the object has no form in that syntax.
    private static func body(_ json: [UInt8], _ negotiation: Negotiation) throws(StatusError) -> [UInt8]? {
        do throws(JSONError) {
            switch negotiation.serialization {
            case .json where negotiation.isPretty:
                return JSONWriter.bytes(try JSONReader.read(json), style: .indented) + [0x0A]
            case .json: return json
            case .yaml: return Array(YAMLWriter.string(try JSONReader.read(json)).utf8)
            case .protobuf: return try ProtobufEnvelope.body(json: json, schema: KindSchemas.schema)
            }
        } catch {
            throw .internalError("\(error)")
        }
    }

    /// An error as the client accepts it; as JSON when it accepts nothing that can be had.
    static func error(_ error: StatusError, to request: HTTPRequest) -> HTTPResponse {
        let plain = self.error(error)
        guard let query = try? Query(request.query),
            let negotiation = try? Negotiation(request, query, offer: .document)
        else { return plain }
        return (try? encoded(plain, negotiation, for: request)) ?? plain
    }
}

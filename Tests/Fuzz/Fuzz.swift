import JSON
import KubeAPI
import PKI
import Schema
import Transport

@testable import APIServer
@testable import ClusterDNS
@testable import PodNetwork

// Coverage-guided fuzzing of everything that reads bytes from outside. The first byte picks the reader, so that one
// corpus serves all. A crash, a hang or a broken promise below is a finding.
//
//   make fuzz                       ten minutes
//   make fuzz SECONDS=60

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let text = String(decoding: bytes, as: UTF8.self)
    switch start.pointee % 25 {
    case 0: json(bytes)
    case 1: path(text)
    case 2: _ = try? APIServer.LabelMatcher(text)
    case 3: _ = try? APIServer.FieldSelector(text)
    case 4: _ = try? DNSQuery.read(bytes)
    case 5: _ = try? CNIConfiguration(bytes)
    case 6: yaml(text)
    case 8: protobuf(bytes)
    case 9: object(bytes)
    case 10: webSocket(bytes)
    case 11: spdy(bytes)
    case 12: _ = try? ContinueToken(text)
    case 13: token(text)
    case 14: keySet(bytes)
    case 15: certificate(bytes)
    case 16: accessFiles(text)
    case 17: protobufBody(bytes)
    case 18: transcoding(bytes)
    case 19: expression(text)
    case 20: pattern(text)
    case 21: jsonPath(text)
    case 22: policy(text)
    case 23: customResource(bytes)
    case 24: patches(bytes)
    default: _ = try? Query(text)
    }
    return 0
}

/// What was read and written again must read the same.
private func json(_ bytes: [UInt8]) {
    guard let document = try? JSONReader.document(bytes) else { return }
    let again = try? JSONReader.read(JSONWriter.bytes(document.value))
    precondition(again == document.value, "a value changed on its way through writer and reader")
}

private func path(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let query = try? Query(parts.count > 1 ? parts[1] : "") else { return }
    for method in ["GET", "POST", "PATCH", "DELETE"] {
        _ = try? RequestPath(method: method, path: parts.first ?? "", query: query)
    }
}

private func yaml(_ text: String) {
    guard let documents = try? YAMLReader.documents(text) else { return }
    for document in documents {
        let again = try? YAMLReader.document(YAMLWriter.string(document))
        precondition(again == document, "a value changed on its way through YAML")
    }
}

/// What protobuf gave must be right for the schema, and read the same when it is written again.
private func protobuf(_ bytes: [UInt8]) {
    let schema = PodShape.shape.schema
    guard let pod = try? schema.object(protobuf: bytes) else { return }
    precondition((try? schema.read(pod))?.unknownFields.isEmpty == true, "protobuf gave what the schema forbids")
    precondition((try? schema.object(protobuf: schema.protobuf(pod))) == pod, "an object changed on its way through protobuf")
}

/// The walks of a write, over whatever JSON is sent.
private func object(_ bytes: [UInt8]) {
    let schema = PodShape.shape.schema
    guard let tree = try? JSONReader.read(bytes), let reading = try? schema.read(tree) else { return }
    var pod = reading.value
    schema.applyDefaults(to: &pod)
    _ = schema.violations(in: pod)
    precondition((try? schema.read(pod).value) == pod, "defaults gave what the schema forbids")
    _ = Columns.columns(for: PodShape.type).cells(pod, .zero)
    ownership(tree, pod, schema)
}

/// Sets of fields: of an object, between two objects, of an applied configuration.
private func ownership(_ tree: JSONValue, _ pod: JSONValue, _ schema: ObjectSchema) {
    let set = schema.fields(ofNew: pod)
    precondition((try? FieldSet(.object(set.json))) == set, "a set of fields is not in canonical form")
    precondition(set.difference(set).isEmpty && set.union(set) == set && set.intersection(set) == set, "set algebra")
    precondition(schema.changes(from: pod, to: pod).isEmpty, "an object differs from itself")
    let changes = schema.changes(from: tree, to: pod)
    precondition(set.difference(changes.changed).union(changes.changed).difference(set) == changes.changed.difference(set))
    guard let claimed = try? schema.fields(appliedBy: tree) else { return }
    let merged = schema.merge(tree, into: pod)
    precondition(schema.prune(merged, applied: claimed, claimed: claimed) == merged, "what is claimed was pruned")
    _ = schema.prune(merged, applied: claimed, claimed: FieldSet())
    _ = (claimed.paths, try? FieldSet(tree))
}

/// Frames and the messages that they make, whole and in single bytes: both must say the same.
private func webSocket(_ bytes: [UInt8]) {
    func messages(_ pieces: [[UInt8]]) -> [WebSocketMessages.Event] {
        var decoder = WebSocketDecoder(.server, maxFrameBytes: 1 << 12)
        var messages = WebSocketMessages(maxMessageBytes: 1 << 12)
        var events: [WebSocketMessages.Event] = []
        do {
            for piece in pieces {
                decoder.append(piece)
                while let frame = try decoder.next() {
                    if let event = try messages.receive(frame) { events.append(event) }
                }
            }
        } catch {}
        return events
    }
    precondition(messages([bytes]) == messages(bytes.map { [$0] }), "messages depend on the pieces they come in")
}

private func spdy(_ bytes: [UInt8]) {
    func frames(_ pieces: [[UInt8]]) -> [SPDYFrame] {
        var decoder = SPDYDecoder(maxFrameBytes: 1 << 12)
        var frames: [SPDYFrame] = []
        do {
            for piece in pieces {
                decoder.append(piece)
                while let frame = try decoder.next() { frames.append(frame) }
            }
        } catch {}
        return frames
    }
    precondition(frames([bytes]) == frames(bytes.map { [$0] }), "frames depend on the pieces they come in")
}

/// A bearer token before and after its signature would have been checked. Nobody's signature is ever good.
private func token(_ text: String) {
    let verifier = TokenVerifier([fuzzKey])
    precondition((try? verifier.claims(of: text)) == nil, "a token that nobody signed was believed")
    guard let token = WebToken(text), let claims = try? JSONReader.read(token.claims) else { return }
    _ = try? OIDCClaims(claims, OIDCIssuer(url: "https://issuer", audiences: ["a"])).user()
    _ = ServiceAccountClaims(json: claims)
}

private let fuzzKey = TokenSigner.create().publicKey

private func keySet(_ bytes: [UInt8]) {
    guard let json = try? JSONReader.read(bytes), let keys = JSONWebKeySet(json) else { return }
    guard let token = WebToken("e30.e30.AAAA") else { return }
    for algorithm in SignatureAlgorithm.allCases {
        precondition(!keys.signed(token, keyID: "", algorithm: algorithm), "a signature that nobody made was believed")
    }
}

private func certificate(_ bytes: [UInt8]) {
    _ = try? CertificateReader.summary(ofDER: bytes)
    _ = try? CertificateReader.summary(ofPEM: String(decoding: bytes, as: UTF8.self))
}

private func accessFiles(_ text: String) {
    _ = try? AuthenticationConfigurationFile.issuers(text)
    _ = try? ServerKubeconfig(text) { _ in "" }
    _ = SecureURL(text)
}

import Foundation
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
//   make fuzz READER=yaml           one reader only

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let reader = chosenReader ?? readers[Int(start.pointee) % readers.count].read
    reader(bytes)
    return 0
}

/// The place of a reader is the first byte of its files in the corpus.
nonisolated(unsafe) private let readers: [(name: String, read: ([UInt8]) -> Void)] = [
    ("json", json),
    ("path", { path(text($0)) }),
    ("labels", { _ = try? APIServer.LabelMatcher(text($0)) }),
    ("fields", { _ = try? APIServer.FieldSelector(text($0)) }),
    ("dns", { _ = try? DNSQuery.read($0) }),
    ("cni", { _ = try? CNIConfiguration($0) }),
    ("yaml", { yaml(text($0)) }),
    ("query", { _ = try? Query(text($0)) }),
    ("protobuf", protobuf),
    ("object", object),
    ("websocket", webSocket),
    ("spdy", spdy),
    ("continue", { _ = try? ContinueToken(text($0)) }),
    ("token", { token(text($0)) }),
    ("keys", keySet),
    ("certificate", certificate),
    ("access", { accessFiles(text($0)) }),
    ("protobuf-body", protobufBody),
    ("transcode", transcoding),
    ("cel", { expression(text($0)) }),
    ("pattern", { pattern(text($0)) }),
    ("jsonpath", { jsonPath(text($0)) }),
    ("policy", { policy(text($0)) }),
    ("custom-resource", customResource),
    ("patch", patches),
]

/// The reader that the environment names, for all input.
nonisolated(unsafe) private let chosenReader: (([UInt8]) -> Void)? = {
    guard let name = ProcessInfo.processInfo.environment["FUZZ_READER"], !name.isEmpty else { return nil }
    guard let reader = readers.first(where: { $0.name == name }) else {
        fatalError("no reader is called \(name); there are: \(readers.map(\.name).joined(separator: " "))")
    }
    return reader.read
}()

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

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

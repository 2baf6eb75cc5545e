import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// Plays recorded requests to this server, in their order, and compares its answers with those of a stock Kubernetes 1.36.
struct TranscriptTests {
    /// Where this server answers something else, by the name of the request, and why.
    private static let differences: [String: String] = [
        "pv": "the time of the phase is that of the recording",
        "wrong type": "the text names the field by its path and not by a Go type",
        "pod bad quantity": "the text begins with the field's path",
        "bad continue": "the token is read by another JSON reader",
        "future resourceVersion": "the current version differs",
        "watch too old": "the watch begins with other objects",
        "table": "column descriptions are our own",
        "table no object": "column descriptions are our own",
        "cr invalid enum": "the causes come in the order of the fields, not in that of a Go map",
        "cr table": "column descriptions are our own",
        "self subject review": "the in-process administrator has no uid",
        "api": "the server's address differs",
        "version": "another compiler, platform and build",
        "healthz": "the checks are those of this server's parts",
        "oidc": "tokens are signed with ES256",
    ]

    /// Members that the recorded server's controllers had written, or that differ from run to run.
    private static let volatile: Set = [
        "conditions", "observedGeneration", "terminatingReplicas", "deployment.kubernetes.io/revision",
    ]

    @Test func recordedRequestsAreAnsweredAlike() async throws {
        let entries = try GoldenFile.json("transcripts.json").arrayValue ?? []
        #expect(entries.count == 142)
        try await TestCluster.run { cluster in
            for entry in entries {
                try await Self.play(entry, on: cluster)
            }
        }
    }

    private static func play(_ entry: JSONValue, on cluster: TestCluster) async throws {
        let request = entry["request"] ?? .null
        let name = request["name"]?.stringValue ?? ""
        let body = request["body"].map { $0.stringValue.map { Array($0.utf8) } ?? JSONWriter.bytes($0) } ?? []
        let answer = try await cluster.send(
            request["method"]?.stringValue ?? "", request["path"]?.stringValue ?? "", bytes: body,
            contentType: request["content_type"]?.stringValue ?? "application/json",
            accept: request["accept"]?.stringValue ?? "application/json", agent: "Python-urllib/3.11")
        let expected = entry["response"] ?? .null
        #expect(expected["code"] == .int(Int64(answer.status)), "\(name): \(answer.text)")
        #expect(expected["warnings"] == .array(answer.headers.all("Warning").map(JSONValue.string)), "\(name)")
        guard differences[name] == nil else { return }
        // A body that is no JSON was recorded as text.
        let isText = expected["body"]?.stringValue != nil
        let difference = difference(isText ? .string(answer.text) : answer.body, expected["body"] ?? .null, at: "")
        #expect(difference == nil, "\(name)")
    }

    /// The first place where an answer is not as recorded.
    private static func difference(_ mine: JSONValue, _ theirs: JSONValue, at path: String) -> String? {
        switch (mine, theirs) {
        case (.array(let left), .array(let right)) where path.hasSuffix(".managedFields"):
            let (mine, theirs) = (owners(left), owners(right))
            return mine == theirs ? nil : "\(path) is \(mine), not \(theirs)"
        case (_, .string(let text)) where text.hasPrefix("<") && text.hasSuffix(">"): return nil
        case (.string, .string(let text)) where text.contains("<uuid>") || text.contains("<clusterIP>"): return nil
        case (.object(let left), .object(let right)):
            for key in Set(left.keys).union(right.keys).sorted() where !volatile.contains(key) {
                guard let mine = left[key] ?? emptied(right[key]) else {
                    return "\(path).\(key) is missing: \(JSONWriter.string(right[key] ?? .null))"
                }
                guard let theirs = right[key] else { return "\(path).\(key) is not expected: \(JSONWriter.string(mine))" }
                if let found = difference(mine, theirs, at: "\(path).\(key)") { return found }
            }
            return nil
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return "\(path) has \(left.count) elements, not \(right.count)" }
            for (index, pair) in zip(left, right).enumerated() {
                if let found = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return found }
            }
            return nil
        default:
            return mine == theirs ? nil : "\(path) is \(JSONWriter.string(mine)), not \(JSONWriter.string(theirs))"
        }
    }

    /// Who owns what, without the recorded server's controllers, whatever the order: it depends on the second.
    private static func owners(_ entries: [JSONValue]) -> [String] {
        entries.filter { $0["manager"]?.stringValue?.hasPrefix("kube-") != true }.map { entry in
            var entry = entry
            if entry["time"] != nil { entry["time"] = "<time>" }
            return JSONWriter.string(sorted(entry))
        }.sorted()
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        var members = JSONObject(object.map { JSONObject.Member(key: $0.key, value: sorted($0.value)) })
        members.sortByKey()
        return .object(members)
    }

    /// An object that holds nothing but volatile members stands for an absent one.
    private static func emptied(_ value: JSONValue?) -> JSONValue? {
        guard let object = value?.objectValue, object.keys.allSatisfy(volatile.contains) else { return nil }
        return .emptyObject
    }
}

import JSON
import KubeAPI
import Schema
import Testing

/// Every recorded pair, with the schema its kind has here.
private let pairs: [(GoldenPair, ObjectSchema)] = [
    (GoldenPair(name: "core.v1.Namespace"), NamespaceShape.shape.schema),
    (GoldenPair(name: "core.v1.Pod"), PodShape.shape.schema),
    (GoldenPair(name: "core.v1.PodTemplate"), PodTemplateShape.shape.schema),
    (GoldenPair(name: "core.v1.Node"), NodeShape.shape.schema),
    (GoldenPair(name: "core.v1.Service"), ServiceShape.shape.schema),
    (GoldenPair(name: "core.v1.Endpoints"), EndpointsShape.shape.schema),
    (GoldenPair(name: "core.v1.ConfigMap"), ConfigMapShape.shape.schema),
    (GoldenPair(name: "core.v1.Secret"), SecretShape.shape.schema),
    (GoldenPair(name: "core.v1.ServiceAccount"), ServiceAccountShape.shape.schema),
    (GoldenPair(name: "core.v1.Event"), EventShape.shape.schema),
    (GoldenPair(name: "core.v1.Binding"), BindingShape.shape.schema),
    (GoldenPair(name: "core.v1.Status"), StatusShape.shape.schema),
    (GoldenPair(name: "core.v1.DeleteOptions"), DeleteOptionsShape.shape.schema),
    (GoldenPair(name: "apps.v1.Deployment"), DeploymentShape.shape.schema),
    (GoldenPair(name: "apps.v1.ReplicaSet"), ReplicaSetShape.shape.schema),
    (GoldenPair(name: "core.v1.LimitRange"), LimitRangeShape.shape.schema),
    (GoldenPair(name: "core.v1.ResourceQuota"), ResourceQuotaShape.shape.schema),
    (GoldenPair(name: "core.v1.PersistentVolume"), PersistentVolumeShape.shape.schema),
    (GoldenPair(name: "core.v1.PersistentVolumeClaim"), PersistentVolumeClaimShape.shape.schema),
    (GoldenPair(name: "core.v1.ReplicationController"), ReplicationControllerShape.shape.schema),
    (GoldenPair(name: "core.v1.ComponentStatus"), ComponentStatusShape.shape.schema),
    (GoldenPair(name: "apps.v1.ControllerRevision"), ControllerRevisionShape.shape.schema),
    (GoldenPair(name: "apps.v1.DaemonSet"), DaemonSetShape.shape.schema),
    (GoldenPair(name: "apps.v1.StatefulSet"), StatefulSetShape.shape.schema),
    (GoldenPair(name: "batch.v1.CronJob"), CronJobShape.shape.schema),
    (GoldenPair(name: "batch.v1.Job"), JobShape.shape.schema),
    (GoldenPair(name: "networking.k8s.io.v1.Ingress"), IngressShape.shape.schema),
    (GoldenPair(name: "networking.k8s.io.v1.IngressClass"), IngressClassShape.shape.schema),
    (GoldenPair(name: "networking.k8s.io.v1.NetworkPolicy"), NetworkPolicyShape.shape.schema),
    (GoldenPair(name: "networking.k8s.io.v1.IPAddress"), NetworkingIPAddressShape.shape.schema),
    (GoldenPair(name: "networking.k8s.io.v1.ServiceCIDR"), ServiceCIDRShape.shape.schema),
    (GoldenPair(name: "coordination.k8s.io.v1.Lease"), LeaseShape.shape.schema),
    (GoldenPair(name: "discovery.k8s.io.v1.EndpointSlice"), EndpointSliceShape.shape.schema),
    (GoldenPair(name: "events.k8s.io.v1.Event"), EventsEventShape.shape.schema),
    (GoldenPair(name: "rbac.authorization.k8s.io.v1.Role"), RoleShape.shape.schema),
    (GoldenPair(name: "rbac.authorization.k8s.io.v1.RoleBinding"), RoleBindingShape.shape.schema),
    (GoldenPair(name: "rbac.authorization.k8s.io.v1.ClusterRole"), ClusterRoleShape.shape.schema),
    (GoldenPair(name: "rbac.authorization.k8s.io.v1.ClusterRoleBinding"), ClusterRoleBindingShape.shape.schema),
]

/// The first places where two trees differ.
private func differences(_ left: JSONValue, _ right: JSONValue, _ path: String = "") -> [String] {
    switch (left, right) {
    case (.object(let mine), .object(let theirs)):
        let keys = Set(mine.keys).union(theirs.keys).sorted()
        return keys.flatMap { differences(mine[$0] ?? .null, theirs[$0] ?? .null, "\(path).\($0)") }
    case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
        return zip(mine, theirs).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
    default:
        return left == right ? [] : ["\(path): \(JSONWriter.string(left)) ≠ \(JSONWriter.string(right))"]
    }
}

@Suite struct ProtobufTests {
    @Test(arguments: pairs.indices)
    func recordedProtobufDecodesToTheRecordedJSON(index: Int) throws {
        let (pair, schema) = pairs[index]
        let decoded = try schema.object(protobufBody: pair.protobuf())
        #expect(Array(differences(decoded, try pair.json()).prefix(5)) == [], "\(pair.name)")
    }

    @Test(arguments: pairs.indices)
    func recordedJSONEncodesToProtobufOfTheSameMeaning(index: Int) throws {
        let (pair, schema) = pairs[index]
        let body = schema.protobufBody(try pair.json())
        // Of the same fields: only their order differs.
        #expect(body.count == (try pair.protobuf()).count, "\(pair.name)")
        #expect(Array(differences(try schema.object(protobufBody: body), try pair.json()).prefix(5)) == [], "\(pair.name)")
    }

    @Test(arguments: pairs.indices)
    func recordedJSONHasNoFieldTheSchemaDoesNotKnow(index: Int) throws {
        let (pair, schema) = pairs[index]
        let reading = try schema.read(pair.json())
        #expect(reading.unknownFields == [], "\(pair.name)")
        #expect(Array(differences(reading.value, try pair.json()).prefix(5)) == [], "\(pair.name)")
    }

    @Test func truncatedProtobufIsAnErrorAndNotACrash() throws {
        let bytes = try GoldenPair(name: "core.v1.Pod").protobuf()
        for count in stride(from: 0, to: bytes.count, by: 7) {
            _ = try? PodShape.shape.schema.object(protobufBody: Array(bytes[..<count]))
        }
        #expect(throws: ProtobufError.self) { try PodShape.shape.schema.object(protobufBody: Array(bytes.dropLast(40))) }
        #expect(throws: ProtobufError.self) { try PodShape.shape.schema.object(protobufBody: [1, 2, 3]) }
    }

    @Test func aMessageInAMessageIsShownInlined() throws {
        // resourceNames 1, ruleWithOperations 2 { operations 1, rule 2 { apiGroups 1, scope 4 } }
        let bytes: [UInt8] = [0x0A, 1, 0x61, 0x12, 12, 0x0A, 1, 0x2A, 0x12, 7, 0x0A, 1, 0x67, 0x22, 2, 0x2A, 0x2A]
        let rule: JSONValue = ["resourceNames": ["a"], "operations": ["*"], "apiGroups": ["g"], "scope": "**"]
        let schema = NamedRuleWithOperationsShape.shape.schema
        #expect(try schema.object(protobuf: bytes) == rule)
        #expect(try schema.object(protobuf: schema.protobuf(rule)) == rule)
    }

    @Test func emptyPlainFieldsOfGoEncodersAreLeftOut() throws {
        // ObjectMeta{name: "a", generateName: ""} as Go writes it.
        let decoded = try ObjectMetaShape.shape.schema.object(protobuf: [0x0A, 1, 0x61, 0x12, 0])
        #expect(decoded == ["name": "a"])
    }
}

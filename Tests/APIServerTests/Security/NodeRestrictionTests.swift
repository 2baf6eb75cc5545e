import JSON
import KubeAPI
import Testing

@testable import APIServer

@Suite struct NodeRestrictionTests {
    private let user = UserInfo(name: "system:node:n1", groups: ["system:nodes", "system:authenticated"])
    private let node = tree(#"{"kind":"Node","metadata":{"name":"n1","uid":"u1"}}"#)
    private let mirror = tree(
        #"""
        {"kind":"Pod","metadata":{"name":"p","namespace":"x","annotations":{"kubernetes.io/config.mirror":"h"},
        "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n1","uid":"u1","controller":true}]},
        "spec":{"nodeName":"n1","containers":[{"name":"c"}]}}
        """#)

    /// What the plug-in says against a write; `nil`: nothing.
    private func reason(
        _ kind: AdmissionOperation.Kind, _ type: ResourceType, _ object: JSONValue, old: JSONValue? = nil,
        subresource: String = ""
    ) async -> String? {
        var operation = AdmissionOperation(
            kind: kind, type: type, subresource: subresource, namespace: object.text(path: "metadata", "namespace"),
            name: object.text(path: "metadata", "name"), user: user, isDryRun: false, object: object, old: old)
        do throws(StatusError) {
            try await NodeRestriction(reader: FixedObjects(node)).mutate(&operation)
            return nil
        } catch { return error.message }
    }

    @Test func nodeMakesOnlyMirrorPodsOfItsOwn() async {
        #expect(await reason(.create, PodShape.type, mirror) == nil)
        var plain = mirror
        plain[path: ["metadata", "annotations"]] = nil
        #expect(await reason(.create, PodShape.type, plain)?.contains("can only create mirror pods") == true)
        var elsewhere = mirror
        elsewhere[path: ["spec", "nodeName"]] = "n2"
        #expect(await reason(.create, PodShape.type, elsewhere)?.contains("spec.nodeName set to itself") == true)
        #expect(await reason(.update, PodShape.type, mirror, old: mirror)?.contains("unexpected operation") == true)
    }

    @Test func mirrorPodsNameNothingElse() async {
        for (part, words) in [
            (#"{"serviceAccountName":"a"}"#, "a service account"),
            (#"{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}"#, "secrets"),
            (#"{"volumes":[{"name":"v","ephemeral":{}}]}"#, "persistentvolumeclaims"),
            (#"{"resourceClaims":[{"name":"r","resourceClaimName":"c"}]}"#, "resourceclaims"),
            (#"{"resourceClaims":[{"name":"r","resourceClaimTemplateName":"t"}]}"#, "resourceclaims"),
        ] {
            var pod = mirror
            for member in tree(part).objectValue?.members ?? [] { pod[path: ["spec", member.key]] = member.value }
            #expect(await reason(.create, PodShape.type, pod)?.contains("can not create pods that reference \(words)") == true)
        }
    }

    @Test func nodeTellsOfItsPodsWhatItKnowsAlone() async {
        for (part, words) in [
            (#"{"phase":"Running"}"#, nil),
            (#"{"resourceClaimStatuses":[{"name":"r","resourceClaimName":"c"}]}"#, "cannot update resource claim statues"),
            (#"{"extendedResourceClaimStatus":{"resourceClaimName":"c"}}"#, "cannot update extended resource claim status"),
        ] {
            var pod = mirror
            pod["status"] = tree(part)
            let told = await reason(.update, PodShape.type, pod, old: mirror, subresource: "status")
            #expect(told.map { text in words.map { text.contains($0) } ?? false } ?? (words == nil))
        }
    }

    @Test func nodeKeepsItsOwnersAndTaints() async {
        for (path, value) in [
            (["metadata", "ownerReferences"], tree(#"[{"apiVersion":"v1","kind":"Namespace","name":"gone","uid":"u"}]"#)),
            (["spec", "taints"], tree(#"[{"key":"k","effect":"NoSchedule"}]"#)),
        ] {
            var changed = node
            changed[path: path] = value
            #expect(
                await reason(.update, NodeShape.type, changed, old: node)?
                    .contains("node \"n1\" is not allowed to modify \(path[1])") == true)
        }
    }
}

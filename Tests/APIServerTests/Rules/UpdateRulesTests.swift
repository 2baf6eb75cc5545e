import JSON
import Testing

@testable import APIServer

/// What may change in a stored object, through the rules of its kind.
@Suite struct UpdateRulesTests {
    private func rules(_ kind: String) -> ResourceRules { BuiltInResources.definition(kind).rules }

    private func stored(_ kind: String, _ text: String) -> JSONValue { KindRules(kind).stored(text) }

    private func change(_ kind: String, _ old: JSONValue, _ edit: (inout JSONValue) -> Void) -> (errors: [String], new: JSONValue)
    {
        KindRules(kind).change(old, edit)
    }

    private static let deployment =
        #"{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#

    private func pod() -> JSONValue {
        stored(
            "pods",
            #"{"metadata":{"name":"p"},"spec":{"nodeName":"n","serviceAccountName":"a","containers":[{"name":"c","image":"i:1"}]}}"#
        )
    }

    @Test func podSpecIsFixedButForFewFields() {
        let refused = change("pods", pod()) { $0[path: ["spec", "serviceAccountName"]] = "b" }
        #expect(refused.errors.count == 1)
        #expect(
            refused.errors[0].hasPrefix(
                "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
                    + "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
            ))
        #expect(refused.errors[0].contains("\n- \"ServiceAccountName\": \"a\",\n+ \"ServiceAccountName\": \"b\",\n"))
        let image = change("pods", pod()) { $0.edit("spec") { $0.editEach("containers") { $0["image"] = "i:2" } } }
        #expect(image.errors == [])
        #expect(image.new[path: "metadata", "generation"] == 2)
        let more = change("pods", pod()) { $0.edit("spec") { $0["tolerations"] = [["key": "k", "operator": "Exists"]] } }
        #expect(more.errors == [])
        let extra = change("pods", pod()) {
            $0.edit("spec") { $0["containers"] = .array($0.list("containers") + [["name": "d", "image": "i"]]) }
        }
        #expect(extra.errors.first == "spec.containers: Forbidden: pod updates may not add or remove containers")
    }

    @Test func emptyValuesOfAClientDoNotCountAsChanges() {
        let same = change("pods", pod()) {
            $0.edit("spec") { spec in
                spec["hostNetwork"] = false
                spec["nodeSelector"] = .emptyObject
                spec["volumes"] = []
            }
        }
        #expect(same.errors == [])
    }

    @Test func statusAndSpecAreWrittenApart() {
        let old = pod()
        let update = change("pods", old) { $0["status"] = ["phase": "Running"] }
        #expect(update.new["status"] == old["status"])
        var status = old
        status["status"] = ["phase": "Running"]
        status[path: ["spec", "nodeName"]] = "other"
        rules("pods").prepareForStatusUpdate(&status, old)
        #expect(status[path: "spec", "nodeName"] == "n")
        #expect(status["status"] == ["phase": "Running", "qosClass": "BestEffort"])
    }

    @Test func podWaitsForItsNodeUnlessItHasNoneOrIsDone() {
        let grace = rules("pods").gracePeriod
        var pod = pod()
        #expect(grace(pod, nil) == 30)
        #expect(grace(pod, 5) == 5)
        #expect(grace(pod, 0) == nil)
        pod[path: ["status", "phase"]] = "Succeeded"
        #expect(grace(pod, nil) == nil)
        pod[path: ["status", "phase"]] = "Running"
        pod[path: ["spec", "nodeName"]] = nil
        #expect(grace(pod, nil) == nil)
    }

    @Test func deploymentSelectorIsFixedAndGenerationCountsSpecChanges() {
        let old = stored("deployments.apps", Self.deployment)
        let refused = change("deployments.apps", old) { $0[path: ["spec", "selector", "matchLabels", "app"]] = "zz" }
        #expect(
            refused.errors == [
                #"spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`"#,
                #"spec.selector: Invalid value: {"matchLabels":{"app":"zz"}}: field is immutable"#,
            ])
        let scaled = change("deployments.apps", old) { $0[path: ["spec", "replicas"]] = 3 }
        #expect(scaled.errors == [])
        #expect(scaled.new[path: "metadata", "generation"] == 2)
        let labelled = change("deployments.apps", old) { $0[path: ["metadata", "labels", "a"]] = "b" }
        #expect(labelled.new[path: "metadata", "generation"] == 1)
    }

    @Test func deploymentStrategyMustLetSomethingHappen() {
        let old = stored("deployments.apps", Self.deployment)
        let stuck = change("deployments.apps", old) {
            $0[path: ["spec", "strategy", "rollingUpdate"]] = ["maxSurge": 0, "maxUnavailable": 0]
        }
        #expect(
            stuck.errors == ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"])
        let mixed = change("deployments.apps", old) { $0[path: ["spec", "strategy", "type"]] = "Recreate" }
        #expect(
            mixed.errors == [
                "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"
            ])
    }

    @Test func clusterAddressStays() {
        let old = stored(
            "services",
            #"{"metadata":{"name":"s"},"spec":{"clusterIP":"10.96.0.9","clusterIPs":["10.96.0.9"],"ports":[{"port":80}]}}"#)
        let moved = change("services", old) {
            $0[path: ["spec", "clusterIP"]] = "10.96.1.1"
            $0[path: ["spec", "clusterIPs"]] = ["10.96.1.1"]
        }
        #expect(moved.errors == [#"spec.clusterIPs[0]: Invalid value: ["10.96.1.1"]: may not change once set"#])
    }

    @Test func roleReferenceStays() {
        let kind = "rolebindings.rbac.authorization.k8s.io"
        let old = stored(
            kind, #"{"metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"}]}"#)
        #expect(
            change(kind, old) { $0[path: ["roleRef", "name"]] = "other" }.errors == [
                #"roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef"#
            ])
    }

    @Test func immutableConfigurationStays() {
        let map = stored("configmaps", #"{"metadata":{"name":"c"},"immutable":true,"data":{"a":"1"}}"#)
        #expect(
            change("configmaps", map) { $0[path: ["data", "a"]] = "2" }.errors
                == ["data: Forbidden: field is immutable when `immutable` is set"])
        let secret = stored("secrets", #"{"metadata":{"name":"s"},"stringData":{"a":"1"}}"#)
        #expect(secret["type"] == "Opaque")
        #expect(
            change("secrets", secret) { $0["type"] = "other" }.errors == [#"type: Invalid value: "other": field is immutable"#])
    }

    @Test func nodeKeepsItsPodRange() {
        let node = stored("nodes", #"{"metadata":{"name":"n"},"spec":{"podCIDR":"10.42.0.0/24"}}"#)
        #expect(
            change("nodes", node) { $0[path: ["spec", "podCIDR"]] = "10.42.1.0/24" }.errors
                == [#"spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid"#])
    }

    @Test func namespaceFinalizersOnlyChangeThroughTheirOwnPath() {
        let old = stored("namespaces", #"{"metadata":{"name":"team"}}"#)
        #expect(old[path: "spec", "finalizers"] == ["kubernetes"])
        let new = change("namespaces", old) { $0["spec"] = ["finalizers": []] }.new
        #expect(new[path: "spec", "finalizers"] == ["kubernetes"])
    }
}

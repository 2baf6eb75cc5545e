import JSON
import Testing

@testable import APIServer

/// StatefulSets, DaemonSets, ReplicationControllers and disruption budgets.
@Suite struct WorkloadRulesTests {
    private func workload(_ fields: String = "", pod: String = "") -> String {
        #"{"metadata":{"name":"w"},"spec":{\#(fields.isEmpty ? "" : fields + ",")"selector":{"matchLabels":{"app":"a"}},"#
            + #""template":{"metadata":{"labels":{"app":"a"}},"spec":{\#(pod.isEmpty ? "" : pod + ",")"#
            + #""containers":[{"name":"c","image":"i"}]}}}}"#
    }

    @Test func littleOfAStatefulSetCanChange() {
        let sets = KindRules("statefulsets.apps")
        let old = sets.stored(workload(#""serviceName":"s""#))
        #expect(sets.change(old) { $0[path: ["spec", "replicas"]] = 4 }.errors == [])
        let refused = sets.change(old) { $0[path: ["spec", "serviceName"]] = "t" }.errors
        #expect(refused.count == 1)
        #expect(
            refused.first?.hasPrefix("spec: Forbidden: updates to statefulset spec for fields other than 'replicas', ") == true)
    }

    @Test func daemonSetTemplatesRunForever() {
        let sets = KindRules("daemonsets.apps")
        #expect(sets.errors(workload()) == [])
        #expect(
            sets.errors(workload(pod: #""restartPolicy":"Never""#)).first
                == #"spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always""#)
        let old = sets.stored(workload())
        let changed = sets.change(old) { $0[path: ["spec", "minReadySeconds"]] = 5 }
        #expect(changed.errors == [])
        #expect(changed.new[path: "metadata", "generation"] == 2)
    }

    @Test func replicationControllerSelectsWhatItsTemplateIsLabelled() {
        let controllers = KindRules("replicationcontrollers")
        let text =
            #"{"metadata":{"name":"r"},"spec":{"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#
        let made = controllers.stored(text)
        #expect(made[path: "spec", "selector"] == ["app": "a"])
        #expect(made[path: "spec", "replicas"] == 1)
        #expect(made[path: "metadata", "labels"] == ["app": "a"])
        #expect(controllers.errors(text) == [])
        #expect(
            controllers.errors(#"{"metadata":{"name":"r"},"spec":{}}"#).contains("spec.template: Required value"))
    }

    @Test func budgetHasOneBound() {
        let budgets = KindRules("poddisruptionbudgets.policy")
        let both = #"{"metadata":{"name":"b"},"spec":{"minAvailable":1,"maxUnavailable":1,"selector":{}}}"#
        #expect(budgets.errors(both).first?.hasSuffix("minAvailable and maxUnavailable cannot be both set") == true)
        #expect(budgets.errors(#"{"metadata":{"name":"b"},"spec":{"minAvailable":"150%"}}"#).count == 1)
        #expect(budgets.errors(#"{"metadata":{"name":"b"},"spec":{"minAvailable":"50%"}}"#) == [])
    }

    @Test func revisionDataStays() {
        let revisions = KindRules("controllerrevisions.apps")
        let old = revisions.stored(#"{"metadata":{"name":"r"},"revision":1,"data":{"a":1}}"#)
        #expect(revisions.change(old) { $0["revision"] = 2 }.errors == [])
        #expect(revisions.change(old) { $0["data"] = ["a": 2] }.errors.count == 1)
    }
}

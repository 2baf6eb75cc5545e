import JSON
import Testing

@testable import APIServer

@Suite struct StorageRulesTests {
    private let claims = KindRules("persistentvolumeclaims")
    private let volumes = KindRules("persistentvolumes")

    private func claim(_ fields: String) -> String { #"{"metadata":{"name":"c"},"spec":{\#(fields)}}"# }

    private static let good =
        #""accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"storageClassName":"s""#

    @Test func claimsSayHowAndHowMuch() {
        #expect(
            claims.errors(claim("")) == [
                "spec.accessModes: Required value: at least 1 access mode is required",
                "spec.resources[storage]: Required value",
            ])
        #expect(
            claims.errors(claim(#""accessModes":["Nope"],"resources":{"requests":{"storage":"0"}}"#)) == [
                #"spec.accessModes: Unsupported value: "Nope": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod""#,
                #"spec.resources[storage]: Invalid value: "0": must be greater than zero"#,
            ])
        #expect(claims.errors(claim(Self.good)) == [])
    }

    @Test func boundClaimsOnlyGrow() {
        var old = claims.stored(claim(Self.good))
        let grow: (inout JSONValue) -> Void = { $0[path: ["spec", "resources", "requests", "storage"]] = "2Gi" }
        #expect(claims.change(old, grow).errors.count == 1)
        old["status"] = ["phase": "Bound", "capacity": ["storage": "1Gi"]]
        #expect(claims.change(old, grow).errors == [])
        let shrunk = claims.change(old) { $0[path: ["spec", "resources", "requests", "storage"]] = "512Mi" }
        #expect(
            shrunk.errors == [
                "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"
            ])
        let class_ = claims.change(old) { $0[path: ["spec", "storageClassName"]] = "other" }.errors
        #expect(class_.first?.hasPrefix("spec: Forbidden: spec is immutable after creation except ") == true)
    }

    @Test func volumesHaveOneSource() {
        #expect(
            volumes.errors(#"{"metadata":{"name":"v"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"}}}"#)
                == ["spec: Required value: must specify a volume type"])
        let two = volumes.errors(
            #"{"metadata":{"name":"v"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"hostPath":{"path":"/a"},"nfs":{"server":"s","path":"/p"}}}"#
        )
        #expect(two.count == 1)
        #expect(two.first?.hasSuffix("Forbidden: may not specify more than 1 volume type") == true)
    }

    @Test func localVolumesNeedANode() {
        let text =
            #"{"metadata":{"name":"v"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"local":{"path":"/mnt"}}}"#
        #expect(
            volumes.errors(text) == [
                "spec.nodeAffinity: Required value: Local volume requires node affinity"
            ])
    }

    @Test func volumeSourceStays() {
        let old = volumes.stored(
            #"{"metadata":{"name":"v"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"hostPath":{"path":"/a"}}}"#
        )
        #expect(old[path: "status", "phase"] == "Pending")
        #expect(old[path: "spec", "persistentVolumeReclaimPolicy"] == "Retain")
        let moved = volumes.change(old) { $0[path: ["spec", "hostPath", "path"]] = "/b" }.errors
        #expect(
            moved.first?.hasPrefix(
                "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation")
                == true)
        #expect(volumes.change(old) { $0[path: ["spec", "capacity", "storage"]] = "2Gi" }.errors == [])
    }

    @Test func storageClassStays() {
        let classes = KindRules("storageclasses.storage.k8s.io")
        let old = classes.stored(#"{"metadata":{"name":"s"},"provisioner":"example.org/x"}"#)
        #expect(old["reclaimPolicy"] == "Delete")
        #expect(old["volumeBindingMode"] == "Immediate")
        #expect(
            classes.change(old) { $0["parameters"] = ["a": "b"] }.errors
                == ["parameters: Forbidden: updates to parameters are forbidden."])
        #expect(classes.change(old) { $0["allowVolumeExpansion"] = true }.errors == [])
    }
}

import JSON
import TestSupport
import Testing

@testable import APIServer

@Suite struct DeviceRulesTests {
    private let claims = KindRules("resourceclaims.resource.k8s.io")
    private let slices = KindRules("resourceslices.resource.k8s.io")
    private let classes = KindRules("deviceclasses.resource.k8s.io")

    private func claim(_ devices: String) -> [String] {
        claims.errors(#"{"metadata":{"name":"c"},"spec":{"devices":{\#(devices)}}}"#)
    }

    private func slice(_ devices: String, _ spec: String = #""nodeName":"n""#) -> [String] {
        slices.errors(
            #"{"metadata":{"name":"s"},"spec":{"driver":"d.example","pool":{"name":"p","resourceSliceCount":1},\#(spec),"#
                + #""devices":[\#(devices)]}}"#)
    }

    @Test func requestsAreNamedOnceAndAskForOneThing() {
        let found = claim(
            #""requests":[{"name":"a"},{"name":"a","exactly":{"deviceClassName":"x","count":-1}}],"#
                + #""constraints":[{"requests":["z"],"matchAttribute":"m"}]"#)
        #expect(
            found == [
                "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
                "spec.devices.requests[1].exactly.count: Invalid value: -1: must be greater than zero",
                "spec.devices.requests[1]: Duplicate value: \"a\"",
                "spec.devices.constraints[0].requests[0]: Invalid value: \"z\": must be the name of a request in the claim or the "
                    + "name of a request and a subrequest separated by '/'",
                "spec.devices.constraints[0].matchAttribute: Invalid value: \"m\": a fully qualified name must be a domain and a "
                    + "name separated by a slash",
            ])
    }

    @Test(
        arguments: [
            (#"device.driver == \"d\" && device.attributes[\"d\"].model == \"m\""#, ""),
            ("device.attributes", "must evaluate to bool or the unknown type, not map(string, map(string, dyn))"),
            ("device.foo", "compilation failed: ERROR: <input>:1:7: undefined field 'foo'"),
        ])
    func selectorsAreCompiled(expression: String, reason: String) {
        let found = classes.errors(
            #"{"metadata":{"name":"c"},"spec":{"selectors":[{"cel":{"expression":"\#(expression)"}}]}}"#)
        #expect(reason.isEmpty ? found.isEmpty : found.count == 1 && found[0].contains(reason), "\(found)")
    }

    @Test func devicesSayWhatTheyAreInOneWay() {
        #expect(slice(#"{"name":"a","attributes":{"v":{"version":"1.0.0-rc.1+b"}},"capacity":{"m":{"value":"1Gi"}}}"#) == [])
        let found = slice(
            #"{"name":"a","attributes":{"d.example/x":{"string":"a","int":1},"y":{},"z":{"version":"1.0"}},"nodeName":"n"}"#)
        #expect(
            found == [
                "spec.devices[0].attributes[d.example/x]: Invalid value: {\"string\":\"a\",\"int\":1}: exactly one value must be "
                    + "specified",
                "spec.devices[0].attributes[y]: Invalid value: \"\": exactly one value must be specified",
                "spec.devices[0].attributes[z].version: Invalid value: \"1.0\": must be a string compatible with semver.org spec "
                    + "2.0.0",
                "spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if "
                    + "`perDeviceNodeSelection` is set to true in the ResourceSlice spec",
            ])
    }

    @Test func capacitiesThatAreSharedSayHow() {
        let found = slice(
            #"{"name":"a","allowMultipleAllocations":true,"capacity":{"m":{"value":"10","requestPolicy":{"default":"3","#
                + #""validRange":{"min":"2","max":"20","step":"2"}}}}}"#)
        let path = "spec.devices[0].capacity[m].requestPolicy.validRange"
        #expect(
            found == [
                "\(path).max: Invalid value: \"20\": max is larger than capacity value: 10",
                "\(path).step: Invalid value: \"3\": value is not a multiple of a given step (2) from (2)",
            ])
    }

    @Test func whatIsReservedIsAllocated() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims"
            let claim: JSONValue = [
                "apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": ["name": "c"],
                "spec": ["devices": ["requests": [["name": "a", "exactly": ["deviceClassName": "x"]]]]],
            ]
            #expect(try await cluster.send("POST", path, claim).status == 201)
            let merge = "application/merge-patch+json"
            let changed = try await cluster.send(
                "PATCH", "\(path)/c", ["spec": ["devices": ["requests": []]]], contentType: merge)
            #expect(changed.text.contains("field is immutable"))
            let answer = try await cluster.send(
                "PATCH", "\(path)/c/status",
                ["status": ["reservedFor": [["resource": "pods", "name": "p", "uid": "u"]]]], contentType: merge)
            #expect(answer.status == 422)
            #expect(
                answer.text.contains("status.reservedFor: Forbidden: may not be specified when `allocated` is not set"))
        }
    }
}

import JSON
import Testing

@testable import APIServer

@Suite struct PodValidationTests {
    /// The texts of a new Pod's field errors, after defaults.
    private func errors(_ spec: String) -> [String] {
        var pod: JSONValue = ["metadata": ["name": "p", "namespace": "x"], "spec": tree(spec)]
        let rules = BuiltInResources.definition("pods").rules
        rules.applyDefaults(&pod)
        rules.prepareForCreate(&pod)
        return rules.validate(pod, nil).map(\.text)
    }

    private func container(_ fields: String) -> String {
        #"{"containers":[{"name":"c","image":"i"\#(fields.isEmpty ? "" : "," + fields)}]}"#
    }

    @Test func plainPodIsGood() { #expect(errors(container("")) == []) }

    @Test func probesNeedExactlyOneHandler() {
        #expect(
            errors(container(#""livenessProbe":{}"#))
                == ["spec.containers[0].livenessProbe: Required value: must specify a handler type"])
        #expect(
            errors(container(#""livenessProbe":{"exec":{"command":["x"]},"tcpSocket":{"port":1}}"#)) == [
                "spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"
            ])
        #expect(
            errors(container(#""livenessProbe":{"tcpSocket":{"port":1},"successThreshold":2}"#))
                == ["spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"])
        #expect(errors(container(#""readinessProbe":{"httpGet":{"port":"web"},"successThreshold":2}"#)) == [])
    }

    @Test func environmentSourcesAreChecked() {
        #expect(
            errors(container(#""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.nope"}}}]"#)) == [
                #"spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope"#
            ])
        #expect(
            errors(container(#""env":[{"name":"A","value":"v","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['a']"}}}]"#))
                == [#"spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty"#])
        #expect(errors(container(#""env":[{"name":"A=B"}]"#)).count == 1)
    }

    @Test func volumesHaveOneSourceAndSafePaths() {
        #expect(
            errors(#"{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","emptyDir":{},"hostPath":{"path":"/a"}}]}"#)
                == ["spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"])
        #expect(
            errors(#"{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","hostPath":{"path":"/a/../b"}}]}"#)
                == [#"spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'"#])
        #expect(
            errors(
                #"{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","secret":{"secretName":"s","items":[{"key":"k","path":"/x"}]}}]}"#
            ) == [#"spec.volumes[0].secret.items[0].path: Invalid value: "/x": must be a relative path"#])
        #expect(
            errors(
                #"{"serviceAccountName":"a","containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"t","expirationSeconds":60}}]}}]}"#
            ) == [
                "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes"
            ])
    }

    @Test func hostPortsDoNotCollide() {
        #expect(
            errors(
                #"{"containers":[{"name":"a","image":"i","ports":[{"containerPort":1,"hostPort":80}]},{"name":"b","image":"i","ports":[{"containerPort":2,"hostPort":80}]}]}"#
            ) == [#"spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80""#])
    }

    @Test func onlySidecarsMayHaveProbesAmongInitContainers() {
        let spec = { (policy: String) in
            #"{"containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"s","image":"i","readinessProbe":{"tcpSocket":{"port":1}}\#(policy)}]}"#
        }
        #expect(
            errors(spec("")) == [
                "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"
            ])
        #expect(errors(spec(#","restartPolicy":"Always""#)) == [])
    }

    @Test func tolerationsSayWhatTheyTolerate() {
        #expect(errors(#"{"containers":[{"name":"c","image":"i"}],"tolerations":[{"value":"x"}]}"#).count == 1)
        #expect(
            errors(
                #"{"containers":[{"name":"c","image":"i"}],"tolerations":[{"key":"k","effect":"NoSchedule","tolerationSeconds":1}]}"#
            )
                == [
                    #"spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when `tolerationSeconds` is set"#
                ])
    }

    @Test(arguments: [
        (#"{}"#, "BestEffort"), (#"{"requests":{"cpu":"1"}}"#, "Burstable"),
        (#"{"limits":{"cpu":"1","memory":"1Gi"}}"#, "Guaranteed"),
        (#"{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}"#, "Burstable"),
        (#"{"limits":{"cpu":"1000m","memory":"1Gi"},"requests":{"cpu":"1"}}"#, "Guaranteed"),
    ])
    func qualityOfServiceFollowsTheResources(_ resources: String, _ quality: String) {
        var pod = tree(#"{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":\#(resources)}]}}"#)
        let rules = BuiltInResources.definition("pods").rules
        rules.applyDefaults(&pod)
        rules.prepareForCreate(&pod)
        #expect(pod.text(path: "status", "qosClass") == quality)
    }

    @Test func selectorsReadThePod() {
        let pod = tree(#"{"spec":{"nodeName":"n","hostNetwork":true},"status":{"phase":"Running","podIP":"10.42.0.2"}}"#)
        let selectors = BuiltInResources.definition("pods").rules.fieldSelectors
        #expect(selectors["spec.nodeName"]?(pod) == "n")
        #expect(selectors["spec.hostNetwork"]?(pod) == "true")
        #expect(selectors["status.phase"]?(pod) == "Running")
        #expect(selectors["status.podIP"]?(pod) == "10.42.0.2")
        #expect(selectors["status.nominatedNodeName"]?(pod) == "")
    }
}

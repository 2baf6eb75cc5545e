import JSON
import Testing

@testable import APIServer

@Suite struct NetworkingRulesTests {
    private let ingresses = KindRules("ingresses.networking.k8s.io")
    private let policies = KindRules("networkpolicies.networking.k8s.io")
    private let services = KindRules("services")

    private func ingress(_ spec: String) -> String { #"{"metadata":{"name":"i"},"spec":{\#(spec)}}"# }

    @Test func ingressNeedsSomewhereToGo() {
        #expect(
            ingresses.errors(ingress("")).first?.contains("either `defaultBackend` or `rules` must be specified") == true)
        #expect(
            ingresses.errors(ingress(#""rules":[{"host":"a.example","http":{"paths":[]}}]"#))
                == ["spec.rules[0].http.paths: Required value"])
        #expect(ingresses.errors(ingress(#""defaultBackend":{"service":{"name":"s","port":{"number":80}}}"#)) == [])
        let bad =
            #""rules":[{"host":"1.2.3.4","http":{"paths":[{"path":"a","pathType":"Prefix","backend":{"service":{"name":"s","port":{"name":"x"}}}}]}}]"#
        #expect(
            ingresses.errors(ingress(bad)) == [
                #"spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address"#,
                #"spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path"#,
            ])
    }

    @Test func policiesAreCheckedAndDefaulted() {
        let made = policies.stored(#"{"metadata":{"name":"p"},"spec":{"podSelector":{},"egress":[{"ports":[{"port":53}]}]}}"#)
        #expect(made[path: "spec", "policyTypes"] == ["Ingress", "Egress"])
        #expect(made[path: "spec", "egress"]?.arrayValue?.first?[path: "ports"] == [["port": 53, "protocol": "TCP"]])
        #expect(
            policies.errors(
                #"{"metadata":{"name":"p"},"spec":{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/9"]}}]}]}}"#
            ) == [
                #"spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/9": must be a strict subset of `cidr`"#
            ])
    }

    @Test func servicePortsAreChecked() {
        func errors(_ spec: String) -> [String] {
            services.errors(#"{"metadata":{"name":"s"},"spec":{\#(spec)}}"#)
        }
        #expect(
            errors(#""ports":[{"port":0}]"#).first
                == "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")
        #expect(
            errors(#""ports":[{"name":"a","port":80},{"name":"a","port":81}]"#)
                == [#"spec.ports[1].name: Duplicate value: "a""#])
        #expect(
            errors(#""ports":[{"name":"a","port":80},{"name":"b","port":80}]"#)
                == [
                    #"spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}"#
                ])
        #expect(
            errors(#""ports":[{"port":80,"nodePort":30000}]"#)
                == ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"])
        #expect(
            errors(#""type":"Nope","ports":[{"port":80}]"#).first
                == #"spec.type: Unsupported value: "Nope": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort""#
        )
        #expect(errors(#""ports":[]"#) == ["spec.ports: Required value"])
    }
}

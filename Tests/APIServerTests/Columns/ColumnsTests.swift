import APIServer
import JSON
import KubeAPI
import Schema
import Testing

private func row(_ type: ResourceType, _ object: JSONValue) -> [JSONValue] {
    var object = object
    object[path: ["metadata", "name"]] = "x"
    object[path: ["metadata", "creationTimestamp"]] = "1970-01-01T00:00:00Z"
    return Columns.columns(for: type).cells(object, Timestamp(seconds: 90))
}

@Suite struct ColumnsTests {
    @Test func everyKindHasAsManyCellsAsColumns() {
        for entry in BuiltInTypes.all {
            let columns = Columns.columns(for: entry.type)
            #expect(columns.columns.contains { $0.name == "Name" && $0.format == "name" }, "\(entry.type.kind)")
            #expect(columns.cells(.emptyObject, .zero).count == columns.columns.count, "\(entry.type.kind)")
            #expect(columns.cells(["spec": 5, "status": "x", "metadata": []], .zero).count == columns.columns.count)
        }
    }

    @Test func serviceShowsItsAddressesAndPorts() {
        let plain = row(
            ServiceShape.type,
            [
                "spec": [
                    "type": "NodePort", "clusterIP": "10.43.0.7", "clusterIPs": ["10.43.0.7"],
                    "selector": ["app": "web", "a": "b"],
                    "ports": [["port": 80, "protocol": "TCP", "nodePort": 30080], ["port": 53, "protocol": "UDP"]],
                ]
            ])
        #expect(plain == ["x", "NodePort", "10.43.0.7", "<none>", "80:30080/TCP,53/UDP", "90s", "a=b,app=web"])
        let outside = row(ServiceShape.type, ["spec": ["type": "ExternalName", "externalName": "example.org"]])
        #expect(outside == ["x", "ExternalName", "<none>", "example.org", "<none>", "90s", "<none>"])
        #expect(row(ServiceShape.type, ["spec": ["type": "LoadBalancer", "clusterIPs": ["10.43.0.8"]]])[3] == "<pending>")
    }

    @Test func deploymentShowsItsProgress() {
        let cells = row(
            DeploymentShape.type,
            [
                "spec": [
                    "replicas": 3,
                    "selector": [
                        "matchLabels": ["app": "web"],
                        "matchExpressions": [["key": "tier", "operator": "In", "values": ["b", "a"]]],
                    ],
                    "template": ["spec": ["containers": [["name": "a", "image": "i:1"], ["name": "b", "image": "j"]]]],
                ],
                "status": ["readyReplicas": 2, "updatedReplicas": 3, "availableReplicas": 1],
            ])
        #expect(cells == ["x", "2/3", 3, 1, "90s", "a,b", "i:1,j", "app=web,tier in (a,b)"])
    }

    @Test func nodeShowsReadinessRolesAndVersions() {
        let cells = row(
            NodeShape.type,
            [
                "metadata": ["labels": ["node-role.kubernetes.io/control-plane": "", "other": "1"]],
                "spec": ["unschedulable": true],
                "status": [
                    "conditions": [["type": "Ready", "status": "True"]],
                    "addresses": [["type": "InternalIP", "address": "172.30.0.2"]],
                    "nodeInfo": ["kubeletVersion": "v1.36.2", "osImage": "Debian", "kernelVersion": "6.1"],
                ],
            ])
        #expect(
            cells == [
                "x", "Ready,SchedulingDisabled", "control-plane", "90s", "v1.36.2", "172.30.0.2", "<none>", "Debian", "6.1",
                "<unknown>",
            ])
        #expect(row(NodeShape.type, [:])[1] == "Unknown")
        #expect(row(NodeShape.type, ["status": ["conditions": [["type": "Ready", "status": "Unknown"]]]])[1] == "NotReady")
    }

    @Test func eventShowsObjectSourceAndCount() {
        let cells = row(
            EventShape.type,
            [
                "involvedObject": ["kind": "Pod", "name": "web", "fieldPath": "spec.containers{a}"], "type": "Warning",
                "reason": "BackOff", "message": " Back-off\n", "source": ["component": "kubelet", "host": "node-1"], "count": 3,
                "firstTimestamp": "1970-01-01T00:00:10Z", "lastTimestamp": "1970-01-01T00:01:00Z",
            ])
        #expect(
            cells == [
                "30s", "Warning", "BackOff", "pod/web", "spec.containers{a}", "kubelet, node-1", "Back-off", "80s", 3, "x",
            ])
    }

    @Test func longListsOfEndpointsAreCutShort() {
        let addresses: [JSONValue] = (1...5).map { ["addresses": [.string("10.42.0.\($0)")]] }
        let slice = row(
            EndpointSliceShape.type,
            ["addressType": "IPv4", "ports": [["port": 80], ["name": "any"]], "endpoints": .array(addresses)])
        #expect(slice == ["x", "IPv4", "80,*", "10.42.0.1,10.42.0.2,10.42.0.3 + 2 more...", "90s"])
        #expect(row(EndpointSliceShape.type, [:])[2...3] == ["<unset>", "<unset>"])
        let endpoints = row(
            EndpointsShape.type, ["subsets": [["addresses": [["ip": "10.42.0.1"], ["ip": "fd00::1"]], "ports": [["port": 80]]]]])
        #expect(endpoints[1] == "10.42.0.1:80,[fd00::1]:80")
    }

    @Test func roleBindingShowsRoleAndSubjects() {
        let cells = row(
            RoleBindingShape.type,
            [
                "roleRef": ["kind": "ClusterRole", "name": "view"],
                "subjects": [
                    ["kind": "User", "name": "jane"], ["kind": "ServiceAccount", "name": "sa", "namespace": "ns"],
                    ["kind": "Group", "name": "g1"], ["kind": "Group", "name": "g2"],
                ],
            ])
        #expect(cells == ["x", "ClusterRole/view", "90s", "jane", "g1, g2", "ns/sa"])
    }

    @Test func unknownKindsShowNameAndCreationTime() {
        let type = ResourceType(
            group: "example.org", version: "v1", plural: "widgets", singular: "widget", kind: "Widget", isNamespaced: true)
        #expect(row(type, [:]) == ["x", "1970-01-01T00:00:00Z"])
    }
}

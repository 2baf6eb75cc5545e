import JSON

/// The FlowSchemas and PriorityLevelConfigurations every cluster starts with, as in Kubernetes.
///
/// Written one rule a line:
///
///     level name shares lendablePercent [queues handSize lengthLimit]
///     schema name precedence level [user|namespace] subject… : rule…
///
/// A subject is `user:`, `group:` or `account:namespace/name`; a rule is `all`, `probes`, `leases` or `node`.
enum BootstrapFlowControl {
    /// Every object, levels first. Parsed anew at each call: it is needed once, at start.
    static var objects: [JSONValue] {
        text.split(separator: "\n").compactMap { object($0.split(separator: " ").map(String.init)) }
    }

    /// Kubernetes puts these back whatever becomes of them; the others while their annotation says so.
    static let mandatory: Set = ["exempt", "catch-all"]

    static let autoUpdate = "apf.kubernetes.io/autoupdate-spec"

    private static let text = """
        level exempt 0 0 exempt
        level catch-all 5 0
        level system 30 33 64 6 50
        level node-high 40 25 64 6 50
        level leader-election 10 0 16 4 50
        level workload-high 40 50 128 6 50
        level workload-low 100 90 128 6 50
        level global-default 20 50 128 6 50
        schema exempt 1 exempt group:system:masters : all
        schema catch-all 10000 catch-all user group:system:unauthenticated group:system:authenticated : all
        schema probes 2 exempt group:system:unauthenticated group:system:authenticated : probes
        schema system-leader-election 100 leader-election user user:system:kube-controller-manager user:system:kube-scheduler account:kube-system/* : leases
        schema system-node-high 400 node-high user group:system:nodes : node
        schema system-nodes 500 system user group:system:nodes : all
        schema kube-controller-manager 800 workload-high namespace user:system:kube-controller-manager : all
        schema kube-scheduler 800 workload-high namespace user:system:kube-scheduler : all
        schema kube-system-service-accounts 900 workload-high namespace account:kube-system/* : all
        schema service-accounts 9000 workload-low user group:system:serviceaccounts : all
        schema global-default 9900 global-default user group:system:unauthenticated group:system:authenticated : all
        """

    private static func object(_ words: [String]) -> JSONValue? {
        guard words.count >= 4 else { return nil }
        let name = words[1]
        return [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
            "kind": .string(words[0] == "level" ? "PriorityLevelConfiguration" : "FlowSchema"),
            "metadata": ["name": .string(name), "annotations": .object([autoUpdate: "true"])],
            "spec": words[0] == "level" ? level(Array(words.dropFirst(2))) : schema(Array(words.dropFirst(2))),
        ]
    }

    private static func level(_ words: [String]) -> JSONValue {
        let numbers = words.compactMap { Int64($0) }
        var limits: JSONValue = ["nominalConcurrencyShares": .int(numbers[0]), "lendablePercent": .int(numbers[1])]
        if words.last == "exempt" { return ["type": "Exempt", "exempt": limits] }
        limits["limitResponse"] = ["type": numbers.count == 5 ? "Queue" : "Reject"]
        if numbers.count == 5 {
            limits[path: ["limitResponse", "queuing"]] = [
                "queues": .int(numbers[2]), "handSize": .int(numbers[3]), "queueLengthLimit": .int(numbers[4]),
            ]
        }
        return ["type": "Limited", "limited": limits]
    }

    private static func schema(_ words: [String]) -> JSONValue {
        var spec: JSONValue = [
            "matchingPrecedence": .int(Int64(words[0]) ?? 1000),
            "priorityLevelConfiguration": ["name": .string(words[1])],
        ]
        switch words[2] {
        case "user": spec["distinguisherMethod"] = ["type": "ByUser"]
        case "namespace": spec["distinguisherMethod"] = ["type": "ByNamespace"]
        default: break
        }
        var rule = rules(words.last ?? "")
        rule["subjects"] = .array(words.dropFirst(2).compactMap(subject))
        spec["rules"] = [rule]
        return spec
    }

    private static func subject(_ word: String) -> JSONValue? {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "user": return ["kind": "User", "user": ["name": .string(parts[1])]]
        case "group": return ["kind": "Group", "group": ["name": .string(parts[1])]]
        default:
            let account = parts[1].split(separator: "/").map(String.init)
            return [
                "kind": "ServiceAccount",
                "serviceAccount": ["namespace": .string(account.first ?? ""), "name": .string(account.last ?? "")],
            ]
        }
    }

    private static func rules(_ word: String) -> JSONValue {
        switch word {
        case "probes": ["nonResourceRules": [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]]]]
        case "leases":
            ["resourceRules": [resources(["get", "create", "update"], "coordination.k8s.io", ["leases"], cluster: false)]]
        case "node":
            [
                "resourceRules": [
                    resources(["*"], "", ["nodes", "nodes/status"], cluster: true),
                    resources(["*"], "coordination.k8s.io", ["leases"], cluster: false),
                ]
            ]
        default:
            [
                "resourceRules": [resources(["*"], "*", ["*"], cluster: true)],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
            ]
        }
    }

    private static func resources(_ verbs: [JSONValue], _ group: String, _ names: [JSONValue], cluster: Bool) -> JSONValue {
        var rule: JSONValue = [
            "verbs": .array(verbs), "apiGroups": [.string(group)], "resources": .array(names), "namespaces": ["*"],
        ]
        if cluster { rule["clusterScope"] = true }
        return rule
    }
}

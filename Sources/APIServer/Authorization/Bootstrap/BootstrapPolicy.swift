import JSON
import KubeAPI

/// The roles and bindings every cluster starts with: Kubernetes' default policy, and what swiftlet's own parts need.
///
/// The policy is written one rule a line:
///
///     ClusterRole name [collects=group] [joins=group]
///       verb,verb apiGroup,apiGroup resource,resource [name,name]
///       verb url /path,/path/*
///     ClusterRoleBinding name [role=name] subject…
///     Role namespace/name
///     RoleBinding namespace/name role=name subject…
///
/// `read` is get, list and watch; `write` is create, delete, deletecollection, patch and update; `core` is the empty API
/// group; a subject is `user:`, `group:` or `account:namespace/`. `collects` and `joins` aggregate ClusterRoles.
enum BootstrapPolicy {
    /// Every object, in an order in which each can be created. Parsed anew at each call: it is needed once, at start.
    static var objects: [JSONValue] {
        let objects = parse([userRoles, componentRoles, controllerRoles, ownRoles, bindings].joined(separator: "\n"))
        let clusterRoles = RoleAggregation.completed(objects.filter { $0.text("kind") == "ClusterRole" })
        return clusterRoles + objects.filter { $0.text("kind") != "ClusterRole" }
    }

    /// What swiftlet's parts need beyond Kubernetes' policy: its controllers run under one identity, not one each, and a node's
    /// service proxy, Pod network and DNS run under the node's.
    static let ownRoles = """
        ClusterRole swiftlet:controllers
          read,delete,deletecollection,patch,update * *
          create core configmaps,endpoints,pods,pods/eviction,serviceaccounts
          create apps replicasets
          create discovery.k8s.io endpointslices
          create coordination.k8s.io leases
          create core,events.k8s.io events
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
          sign certificates.k8s.io signers kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,\
        kubernetes.io/kubelet-serving
        ClusterRoleBinding swiftlet:controllers user:system:kube-controller-manager
        ClusterRoleBinding swiftlet:nodes role=system:node-proxier group:system:nodes
        """

    // MARK: Parsing

    static func parse(_ text: String) -> [JSONValue] {
        var objects: [JSONValue] = []
        var rules: [JSONValue] = []
        func close() {
            guard let last = objects.indices.last, !rules.isEmpty else { return }
            objects[last]["rules"] = .array(rules)
            rules = []
        }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix(" ") {
                rules.append(rule(words).json)
            } else if let object = object(words) {
                close()
                objects.append(object)
            }
        }
        close()
        return objects
    }

    private static func rule(_ words: [String]) -> PolicyRule {
        let columns = words.map { $0.split(separator: ",").map(String.init) }
        func column(_ index: Int) -> [String] { index < columns.count ? columns[index] : [] }
        let verbs = column(0).flatMap { verb in
            switch verb {
            case "read": ["get", "list", "watch"]
            case "write": ["create", "delete", "deletecollection", "patch", "update"]
            default: [verb]
            }
        }
        if column(1) == ["url"] { return PolicyRule(verbs: verbs.sorted(), nonResourceURLs: column(2)) }
        return PolicyRule(
            verbs: verbs.sorted(), apiGroups: column(1).map { $0 == "core" ? "" : $0 }, resources: column(2),
            resourceNames: column(3))
    }

    private static func object(_ words: [String]) -> JSONValue? {
        guard words.count >= 2 else { return nil }
        let kind = words[0]
        var options: [String: String] = [:]
        var subjects: [JSONValue] = []
        for word in words.dropFirst(2) {
            let option = word.split(separator: "=", maxSplits: 1).map(String.init)
            if option.count == 2 { options[option[0]] = option[1] } else { subjects.append(subject(word)) }
        }
        var object: JSONValue = ["apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(kind)]
        let place = words[1].split(separator: "/", maxSplits: 1).map(String.init)
        let isNamespaced = kind == "Role" || kind == "RoleBinding"
        let name = isNamespaced ? place.last ?? "" : words[1]
        object["metadata"] = metadata(name, namespace: isNamespaced ? place.first : nil, joins: options["joins"])
        if let group = options["collects"] {
            let labels: JSONValue = .object([aggregationPrefix + group: "true"])
            object["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": labels]]]
        }
        if kind.hasSuffix("Binding") {
            object["roleRef"] = [
                "apiGroup": "rbac.authorization.k8s.io", "kind": isNamespaced ? "Role" : "ClusterRole",
                "name": .string(options["role"] ?? name),
            ]
            if !subjects.isEmpty { object["subjects"] = .array(subjects) }
        }
        return object
    }

    private static let aggregationPrefix = "rbac.authorization.k8s.io/aggregate-to-"

    private static func metadata(_ name: String, namespace: String?, joins: String?) -> JSONValue {
        var metadata: JSONValue = ["name": .string(name)]
        if let namespace { metadata["namespace"] = .string(namespace) }
        metadata["annotations"] = ["rbac.authorization.kubernetes.io/autoupdate": "true"]
        var labels: JSONValue = ["kubernetes.io/bootstrapping": "rbac-defaults"]
        if let joins { labels[aggregationPrefix + joins] = "true" }
        metadata["labels"] = labels
        return metadata
    }

    private static func subject(_ word: String) -> JSONValue {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        let name = parts.count == 2 ? parts[1] : ""
        guard parts.first == "account" else {
            return [
                "apiGroup": "rbac.authorization.k8s.io", "kind": parts.first == "user" ? "User" : "Group",
                "name": .string(name),
            ]
        }
        let account = name.split(separator: "/", maxSplits: 1).map(String.init)
        return ["kind": "ServiceAccount", "name": .string(account.last ?? ""), "namespace": .string(account.first ?? "")]
    }
}

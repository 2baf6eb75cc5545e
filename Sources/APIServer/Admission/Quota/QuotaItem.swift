import JSON
import KubeAPI
import Schema

/// What one object uses of its namespace's quotas, and which scopes it is in. Pure.
struct QuotaItem: Sendable {
    let usage: [String: Quantity]
    let scopes: QuotaScopes

    private static let one = Quantity(1)

    init(_ object: JSONValue, of type: ResourceType, now: Timestamp) {
        let kind = type.qualifiedName
        var usage: [String: Quantity] = ["count/\(kind)": Self.one]
        switch kind {
        case "pods":
            if Self.isRunning(object, now: now) { Self.addPod(object["spec"] ?? .emptyObject, &usage) }
        case "services":
            usage[kind] = Self.one
            Self.addService(object["spec"] ?? .emptyObject, &usage)
        case "persistentvolumeclaims":
            usage[kind] = Self.one
            Self.addClaim(object, &usage)
        case "resourceclaims.resource.k8s.io": Self.addDevices(object["spec"] ?? .emptyObject, &usage)
        case "configmaps", "secrets", "replicationcontrollers", "resourcequotas": usage[kind] = Self.one
        default: break
        }
        self.usage = usage
        scopes = QuotaScopes(object, kind: kind)
    }

    /// The kind whose objects a quota's resource counts, as `plural` or `plural.group`.
    static func kind(counting resource: String) -> String {
        if resource.hasPrefix("count/") { return String(resource.dropFirst("count/".count)) }
        if resource == "services" || resource.hasPrefix("services.") { return "services" }
        if resource == "requests.storage" || resource.hasSuffix(".storageclass.storage.k8s.io/requests.storage")
            || resource.hasSuffix(".storageclass.storage.k8s.io/persistentvolumeclaims")
        {
            return "persistentvolumeclaims"
        }
        if resource.hasSuffix(Self.devicesOfClass) { return "resourceclaims.resource.k8s.io" }
        let plain: Set = ["persistentvolumeclaims", "configmaps", "secrets", "replicationcontrollers", "resourcequotas"]
        return plain.contains(resource) ? resource : "pods"
    }

    // MARK: Pods

    /// Pods that have ended use nothing but their place among all objects.
    private static func isRunning(_ pod: JSONValue, now: Timestamp) -> Bool {
        if ["Succeeded", "Failed"].contains(pod.text(path: "status", "phase")) { return false }
        let metadata = pod["metadata"] ?? .emptyObject
        guard let deletion = Timestamp(rfc3339: metadata.text("deletionTimestamp")),
            let grace = metadata["deletionGracePeriodSeconds"]?.intValue
        else { return true }
        return now <= deletion.advanced(bySeconds: min(max(grace, 0), Int64(Int32.max)))
    }

    private static func addPod(_ spec: JSONValue, _ usage: inout [String: Quantity]) {
        add(
            requests: PodResources.total(.requests, of: spec), limits: PodResources.total(.limits, of: spec), to: &usage)
        usage["pods"] = Self.one
    }

    /// Requests and limits under the names that quotas know them by.
    private static func add(
        requests: [String: Quantity], limits: [String: Quantity], to usage: inout [String: Quantity]
    ) {
        for (name, amount) in requests {
            usage["requests.\(name)"] = amount
            let hasShortName = ["cpu", "memory", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-")
            if hasShortName { usage[name] = amount }
        }
        for (name, amount) in limits where ["cpu", "memory", "ephemeral-storage"].contains(name) {
            usage["limits.\(name)"] = amount
        }
    }

    /// The resources of a quota that every container of a Pod must give a value for, with the containers that do not.
    static func missing(_ required: Set<String>, in pod: JSONValue) -> [(resource: String, containers: [String])] {
        let checked = required.intersection([
            "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
        ])
        guard !checked.isEmpty else { return [] }
        var containers: [String: Set<String>] = [:]
        let spec = pod["spec"] ?? .emptyObject
        var ofPod: [String: Quantity] = [:]
        add(
            requests: PodResources.amounts(spec["resources"], .requests),
            limits: PodResources.amounts(spec["resources"], .limits), to: &ofPod)
        for container in spec.list("containers") + spec.list("initContainers") {
            var given = ofPod
            add(
                requests: PodResources.amounts(container["resources"], .requests),
                limits: PodResources.amounts(container["resources"], .limits), to: &given)
            for name in checked where given[name] == nil { containers[name, default: []].insert(container.text("name")) }
        }
        return containers.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    // MARK: Devices

    private static let devicesOfClass = ".deviceclass.resource.k8s.io/devices"
    /// The most devices that one claim can be given: what "all" may come to.
    private static let mostDevices: Int64 = 32

    /// The devices of each class that a claim may be given at most; of alternatives, the largest number of each class counts.
    private static func addDevices(_ spec: JSONValue, _ usage: inout [String: Quantity]) {
        for request in spec["devices"]?.list("requests") ?? [] {
            let alternatives = request.list("firstAvailable")
            var most: [String: Quantity] = [:]
            for wish in alternatives.isEmpty ? [request["exactly"] ?? .emptyObject] : alternatives {
                let count: Int64
                switch wish.text("allocationMode") {
                case "ExactCount", "": count = max(0, wish["count"]?.intValue ?? 1)
                case "All": count = mostDevices
                default: count = 0
                }
                let name = wish.text("deviceClassName") + devicesOfClass
                most[name] = max(most[name] ?? .zero, Quantity(count))
            }
            PodResources.add(most, to: &usage)
        }
    }

    // MARK: Services and claims

    private static func addService(_ spec: JSONValue, _ usage: inout [String: Quantity]) {
        let ports = spec.list("ports")
        switch spec.text("type") {
        case "NodePort": usage["services.nodeports"] = Quantity(Int64(ports.count))
        case "LoadBalancer":
            usage["services.loadbalancers"] = Self.one
            let wantsPorts = spec["allocateLoadBalancerNodePorts"]?.boolValue != false
            let used = wantsPorts ? ports.count : ports.filter { ($0["nodePort"]?.intValue ?? 0) != 0 }.count
            if used > 0 { usage["services.nodeports"] = Quantity(Int64(used)) }
        default: break
        }
    }

    private static func addClaim(_ claim: JSONValue, _ usage: inout [String: Quantity]) {
        let wanted = claim[path: "spec", "resources", "requests", "storage"].flatMap(Quantity.init(json:))
        let allocated = claim[path: "status", "allocatedResources", "storage"].flatMap(Quantity.init(json:))
        let storage = [wanted, allocated].compactMap(\.self).max()
        if let storage { usage["requests.storage"] = storage }
        let annotated = claim[path: "metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]?.stringValue
        let storageClass = annotated ?? claim.text(path: "spec", "storageClassName")
        guard !storageClass.isEmpty else { return }
        let prefix = "\(storageClass).storageclass.storage.k8s.io/"
        usage[prefix + "persistentvolumeclaims"] = Self.one
        if let storage { usage[prefix + "requests.storage"] = storage }
    }
}

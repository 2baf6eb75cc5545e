import JSON
import KubeAPI
import Schema

/// Fills in and checks resources by the LimitRanges of the namespace.
package struct LimitRanger: AdmissionPlugin {
    private static let annotation = "kubernetes.io/limit-ranger"

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), operation.kind == .create, operation.subresource.isEmpty, var pod = operation.object
        else { return }
        for range in try await ranges(operation) { Self.applyDefaults(of: range, to: &pod) }
        operation.object = pod
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard Self.isLimited(operation), let object = operation.object else { return }
        for range in try await ranges(operation) {
            var reasons: [String] = []
            for limit in range["spec"]?.list("limits") ?? [] {
                let found =
                    operation.isOf("Pod")
                    ? LimitCheck(limit).reasons(againstPod: object) : LimitCheck(limit).reasons(againstClaim: object)
                for reason in found where !reasons.contains(reason) { reasons.append(reason) }
            }
            guard !reasons.isEmpty else { continue }
            let text = reasons.count == 1 ? reasons[0] : "[\(reasons.joined(separator: ", "))]"
            throw operation.forbidden(text)
        }
    }

    private static func isLimited(_ operation: AdmissionOperation) -> Bool {
        guard operation.kind == .create || operation.kind == .update else { return false }
        if operation.old?["metadata"]?.has("deletionTimestamp") == true { return false }
        if operation.isOf("PersistentVolumeClaim") { return operation.subresource.isEmpty }
        guard operation.isOf("Pod") else { return false }
        // The resources of a Pod change in no other way.
        return operation.kind == .create ? operation.subresource.isEmpty : operation.subresource == "resize"
    }

    private func ranges(_ operation: AdmissionOperation) async throws(StatusError) -> [JSONValue] {
        try await reader.objects(LimitRangeShape.type, namespace: operation.namespace)
    }

    // MARK: Defaults

    private static func applyDefaults(of range: JSONValue, to pod: inout JSONValue) {
        var requests: [JSONObject.Member] = []
        var limits: [JSONObject.Member] = []
        for limit in range["spec"]?.list("limits") ?? [] where limit.text("type") == "Container" {
            requests += limit.map("defaultRequest")
            limits += limit.map("default")
        }
        guard !requests.isEmpty || !limits.isEmpty else { return }
        var notes: [String] = []
        pod.edit("spec") { spec in
            for (list, word) in [("containers", "container"), ("initContainers", "init container")] {
                spec.editEach(list) { container in
                    let name = container.text("name")
                    for (part, defaults, what) in [("requests", requests, "request"), ("limits", limits, "limit")] {
                        let set = fill(part, of: &container, defaults)
                        if !set.isEmpty { notes.append("\(set.joined(separator: ", ")) \(what) for \(word) \(name)") }
                    }
                }
            }
        }
        if !notes.isEmpty {
            pod[path: ["metadata", "annotations", annotation]] = .string(
                "LimitRanger plugin set: \(notes.joined(separator: "; "))")
        }
    }

    /// Sets what a container does not say; the names of what was set.
    private static func fill(
        _ part: String, of container: inout JSONValue, _ defaults: [JSONObject.Member]
    ) -> [String] {
        let missing = defaults.filter { container[path: "resources", part, $0.key] == nil }
        for member in missing { container[path: ["resources", part, member.key]] = member.value }
        return missing.map(\.key).sorted()
    }
}

/// The checks of one entry of a LimitRange, in Kubernetes' words.
private struct LimitCheck {
    let limit: JSONValue
    let type: String

    init(_ limit: JSONValue) {
        self.limit = limit
        type = limit.text("type")
    }

    func reasons(againstPod pod: JSONValue) -> [String] {
        let spec = pod["spec"] ?? .emptyObject
        switch type {
        case "Container":
            return (spec.list("containers") + spec.list("initContainers")).flatMap { container in
                reasons(
                    PodResources.amounts(container["resources"], .requests),
                    PodResources.amounts(container["resources"], .limits))
            }
        case "Pod": return reasons(PodResources.total(.requests, of: spec), PodResources.total(.limits, of: spec))
        default: return []
        }
    }

    func reasons(againstClaim claim: JSONValue) -> [String] {
        guard type == "PersistentVolumeClaim" else { return [] }
        let requests = PodResources.amounts(claim[path: "spec", "resources"], .requests)
        return bounds("min").compactMap { name, bound in
            tooLittle(name, bound, "request", requests[name], isRequired: true)
        } + bounds("max").compactMap { name, bound in tooMuch(name, bound, "request", requests[name], isRequired: true) }
    }

    private func reasons(_ requests: [String: Quantity], _ limits: [String: Quantity]) -> [String] {
        bounds("min").compactMap { name, bound in
            tooLittle(name, bound, "request", requests[name], isRequired: true)
                ?? tooLittle(name, bound, "limit", limits[name], isRequired: false)
        }
            + bounds("max").compactMap { name, bound in
                tooMuch(name, bound, "limit", limits[name], isRequired: true)
                    ?? tooMuch(name, bound, "request", requests[name], isRequired: false)
            }
            + bounds("maxLimitRequestRatio").compactMap { ratio($0, $1, requests[$0], limits[$0]) }
    }

    private func bounds(_ key: String) -> [(String, Quantity)] {
        PodResources.amounts(limit[key]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func tooLittle(
        _ name: String, _ bound: Quantity, _ what: String, _ amount: Quantity?, isRequired: Bool
    ) -> String? {
        let rule = "minimum \(name) usage per \(type) is \(bound.text)"
        guard let amount else { return isRequired ? "\(rule).  No \(what) is specified" : nil }
        return amount < bound ? "\(rule), but \(what) is \(amount.text)" : nil
    }

    private func tooMuch(
        _ name: String, _ bound: Quantity, _ what: String, _ amount: Quantity?, isRequired: Bool
    ) -> String? {
        let rule = "maximum \(name) usage per \(type) is \(bound.text)"
        guard let amount else { return isRequired ? "\(rule).  No \(what) is specified" : nil }
        return amount > bound ? "\(rule), but \(what) is \(amount.text)" : nil
    }

    private func ratio(_ name: String, _ bound: Quantity, _ request: Quantity?, _ limit: Quantity?) -> String? {
        let rule = "\(name) max limit to request ratio per \(type) is \(bound.text)"
        guard let request, request > .zero else { return "\(rule), but no request is specified or request is 0" }
        guard let limit, limit > .zero else { return "\(rule), but no limit is specified or limit is 0" }
        let found = Double(limit.nano) / Double(request.nano)
        guard found > Double(bound.nano) / 1_000_000_000 else { return nil }
        return "\(rule), but provided ratio is \(Self.sixDecimals(found))"
    }

    private static func sixDecimals(_ number: Double) -> String {
        let scaled = (number * 1_000_000).rounded()
        guard let whole = Int64(exactly: scaled) else { return "\(number)" }
        let digits = String(whole % 1_000_000)
        return "\(whole / 1_000_000).\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }
}

import JSON
import Schema

/// The values Kubernetes fills into a Pod's spec, where they depend on more than the field itself.
enum PodDefaults {
    /// Defaults of a Pod: those of any pod spec, and those that templates do not get.
    static func apply(toPod pod: inout JSONValue) {
        pod.edit("spec") { spec in
            apply(toSpec: &spec)
            spec.fill("enableServiceLinks", true)
            let usesHostNetwork = spec["hostNetwork"]?.boolValue == true
            for list in ["containers", "initContainers"] {
                spec.editEach(list) { container in
                    container.edit("resources", fillRequestsFromLimits)
                    if usesHostNetwork { useHostPorts(&container) }
                }
            }
            fillRequestsOfPod(&spec)
        }
    }

    static func apply(toTemplate template: inout JSONValue) {
        template.edit("spec") { apply(toSpec: &$0) }
    }

    private static func apply(toSpec spec: inout JSONValue) {
        spec.fill("restartPolicy", "Always")
        spec.fill("dnsPolicy", "ClusterFirst")
        spec.fill("schedulerName", "default-scheduler")
        spec.fill("terminationGracePeriodSeconds", 30)
        spec.fill("securityContext", .emptyObject)
        mirrorServiceAccount(&spec)
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            spec.editEach(list) { container in apply(toContainer: &container) }
        }
        spec.editEach("volumes", VolumeDefaults.apply)
    }

    /// `serviceAccount` is the old name of `serviceAccountName`; both are always shown.
    private static func mirrorServiceAccount(_ spec: inout JSONValue) {
        spec.fill("serviceAccountName", spec["serviceAccount"] ?? "")
        if spec.lacks("serviceAccountName") {
            spec["serviceAccountName"] = nil
            spec["serviceAccount"] = nil
        } else {
            spec["serviceAccount"] = spec["serviceAccountName"]
        }
    }

    private static func useHostPorts(_ container: inout JSONValue) {
        container.editEach("ports") { port in
            if (port["hostPort"]?.intValue ?? 0) == 0 { port["hostPort"] = port["containerPort"] }
        }
    }

    private static func fillRequestsFromLimits(_ resources: inout JSONValue) {
        let limits = resources.map("limits")
        guard !limits.isEmpty else { return }
        var requests = resources["requests"] ?? .emptyObject
        for limit in limits { requests.fill(limit.key, limit.value) }
        resources["requests"] = requests
    }

    /// A Pod with limits as a whole asks for what its containers ask for, or else for its limits.
    private static func fillRequestsOfPod(_ spec: inout JSONValue) {
        let limits = (spec["resources"]?.map("limits") ?? []).filter { ResourceNameRules.isForWholePods($0.key) }
        guard !limits.isEmpty else { return }
        var requests = spec[path: "resources", "requests"].flatMap { $0.isNull ? nil : $0 } ?? .emptyObject
        for (name, amount) in PodResources.sum(.requests, of: spec).sorted(by: { $0.key < $1.key })
        where name == "cpu" || name == "memory" {
            requests.fill(name, .string(amount.text))
        }
        for limit in limits { requests.fill(limit.key, limit.value) }
        if requests.objectValue?.isEmpty == false { spec[path: ["resources", "requests"]] = requests }
    }

    private static func apply(toContainer container: inout JSONValue) {
        container.fill("terminationMessagePath", "/dev/termination-log")
        container.fill("terminationMessagePolicy", "File")
        container.fill("resources", .emptyObject)
        container.fill("imagePullPolicy", .string(pullPolicy(image: container.text("image"))))
        container.editEach("ports") { $0.fill("protocol", "TCP") }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { source in
                source.edit("fieldRef") { $0.fill("apiVersion", "v1") }
                source.edit("resourceFieldRef") { $0.fill("divisor", "0") }
            }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] { container.edit(probe, apply(toProbe:)) }
        container.edit("lifecycle") { lifecycle in
            for hook in ["postStart", "preStop"] { lifecycle.edit(hook, apply(toHandler:)) }
        }
    }

    private static func apply(toProbe probe: inout JSONValue) {
        for (key, value) in [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
        where (probe[key]?.intValue ?? 0) == 0 {
            probe[key] = .int(Int64(value))
        }
        apply(toHandler: &probe)
    }

    private static func apply(toHandler handler: inout JSONValue) {
        handler.edit("httpGet") { request in
            request.fill("path", "/")
            request.fill("scheme", "HTTP")
        }
        handler.edit("grpc") { $0.fill("service", "") }
    }

    /// `Always` for `:latest` and for an image without tag and digest; otherwise `IfNotPresent`.
    static func pullPolicy(image: String) -> String {
        let parts = image.split(separator: "@", maxSplits: 1)
        let last = (parts.first ?? "").split(separator: "/").last ?? ""
        let tag = last.split(separator: ":", maxSplits: 1).dropFirst().first
        if let tag { return tag == "latest" ? "Always" : "IfNotPresent" }
        return parts.count == 2 ? "IfNotPresent" : "Always"
    }
}

import APIServer
import ArgumentParser

/// What the API server lets in.
struct AdmissionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What Pods may do in namespaces without labels of their own: privileged, baseline or restricted, with a version if "
                + "wanted (baseline:v1.30).", valueName: "standard"))
    var podSecurityDefault = "privileged"

    @Option(
        name: .customLong("pod-security-exempt-namespace"),
        help: ArgumentHelp("A namespace whose Pods are not checked. May be given more than once.", valueName: "namespace"))
    var podSecurityExemptNamespaces: [String] = []

    @Option(help: ArgumentHelp("The ports of Services on nodes.", valueName: "first-last"))
    var serviceNodePortRange = "30000-32767"

    func validate() throws {
        guard PodSecurityStandard(podSecurityDefault) != nil else {
            throw ValidationError("--pod-security-default \(podSecurityDefault): use privileged, baseline or restricted")
        }
        guard nodePorts != nil else {
            throw ValidationError("--service-node-port-range \(serviceNodePortRange): write it as 30000-32767")
        }
    }

    private var nodePorts: ClosedRange<Int>? {
        let parts = serviceNodePortRange.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let first = parts[0], let last = parts[1], 1 <= first, first <= last, last <= 65_535 else {
            return nil
        }
        return first...last
    }

    var plan: AdmissionPlan {
        var plan = AdmissionPlan()
        plan.podSecurity = podSecurityDefault
        plan.podSecurityExemptNamespaces = podSecurityExemptNamespaces
        plan.nodePorts = nodePorts ?? plan.nodePorts
        return plan
    }
}

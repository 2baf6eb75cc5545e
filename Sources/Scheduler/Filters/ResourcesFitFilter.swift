/// What the Pod requests must be left on the node. Names every resource that falls short.
struct ResourcesFitFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        var rejections: [Rejection] = []
        if node.pods.count + 1 > node.allowedPods {
            rejections.append(Rejection("Too many pods", isHelpedByPreemption: true))
        }
        let free = node.allocatable - node.used
        func check(_ name: String, _ wanted: Int64, _ free: Int64, _ whole: Int64) {
            guard wanted > 0, wanted > free else { return }
            // More than the whole node has: emptying it would not help.
            rejections.append(Rejection("Insufficient \(name)", isHelpedByPreemption: wanted <= whole))
        }
        check("cpu", pod.requests.milliCPU, free.milliCPU, node.allocatable.milliCPU)
        check("memory", pod.requests.memory, free.memory, node.allocatable.memory)
        check(
            "ephemeral-storage", pod.requests.ephemeralStorage, free.ephemeralStorage,
            node.allocatable.ephemeralStorage)
        for (name, wanted) in pod.requests.extended.sorted(by: { $0.key < $1.key }) {
            check(name, wanted, free.extended[name] ?? 0, node.allocatable.extended[name] ?? 0)
        }
        return rejections
    }
}

import KubeAPI

/// Where the kinds that make Pods keep the template of them.
enum PodTemplates {
    /// `nil` for a kind that has none.
    static func path(_ type: ResourceType) -> [String]? {
        switch (type.kind, type.group) {
        case ("PodTemplate", ""): ["template"]
        case ("ReplicationController", ""), ("Deployment", "apps"), ("ReplicaSet", "apps"), ("StatefulSet", "apps"),
            ("DaemonSet", "apps"), ("Job", "batch"):
            ["spec", "template"]
        case ("CronJob", "batch"): ["spec", "jobTemplate", "spec", "template"]
        default: nil
        }
    }
}

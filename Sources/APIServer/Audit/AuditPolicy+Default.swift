extension AuditPolicy {
    /// What a server records when nobody says otherwise: every write, who read Secrets, and who entered a container. Not
    /// recorded are other reads, and what the cluster's own parts do all the time to keep themselves alive.
    package static var standard: AuditPolicy {
        get throws(Invalid) { try AuditPolicy(yaml: standardText) }
    }

    package static let standardText = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        omitManagedFields: true
        rules:
        # The server's own set-up.
        - level: None
          users: ["system:apiserver"]
        # Heartbeats and Events tell nothing that their objects do not.
        - level: None
          verbs: [create, update, patch, delete]
          resources:
          - group: coordination.k8s.io
            resources: [leases]
          - group: ""
            resources: [events]
          - group: events.k8s.io
            resources: [events]
        - level: None
          userGroups: ["system:nodes"]
          verbs: [update, patch]
          resources:
          - group: ""
            resources: [nodes/status, pods/status]
        # Asked with every step of other components.
        - level: None
          verbs: [create]
          resources:
          - group: authorization.k8s.io
        - level: None
          verbs: [get, list, watch]
          users: ["system:kube-controller-manager", "system:kube-scheduler"]
        # Who reads Secrets, and who enters a container.
        - level: Metadata
          verbs: [get, list, watch]
          resources:
          - group: ""
            resources: [secrets, pods/exec, pods/attach, pods/portforward, pods/proxy, services/proxy, nodes/proxy]
        - level: None
          verbs: [get, list, watch, head, options]
        - level: Metadata
        """
}

/// Who has the default roles, and the Roles of the system namespaces.
extension BootstrapPolicy {
    static let bindings = """
        ClusterRoleBinding cluster-admin group:system:masters
        ClusterRoleBinding system:basic-user group:system:authenticated
        ClusterRoleBinding system:controller:attachdetach-controller account:kube-system/attachdetach-controller
        ClusterRoleBinding system:controller:certificate-controller account:kube-system/certificate-controller
        ClusterRoleBinding system:controller:clusterrole-aggregation-controller account:kube-system/clusterrole-aggregation-controller
        ClusterRoleBinding system:controller:cronjob-controller account:kube-system/cronjob-controller
        ClusterRoleBinding system:controller:daemon-set-controller account:kube-system/daemon-set-controller
        ClusterRoleBinding system:controller:deployment-controller account:kube-system/deployment-controller
        ClusterRoleBinding system:controller:device-taint-eviction-controller account:kube-system/device-taint-eviction-controller
        ClusterRoleBinding system:controller:disruption-controller account:kube-system/disruption-controller
        ClusterRoleBinding system:controller:endpoint-controller account:kube-system/endpoint-controller
        ClusterRoleBinding system:controller:endpointslice-controller account:kube-system/endpointslice-controller
        ClusterRoleBinding system:controller:endpointslicemirroring-controller account:kube-system/endpointslicemirroring-controller
        ClusterRoleBinding system:controller:ephemeral-volume-controller account:kube-system/ephemeral-volume-controller
        ClusterRoleBinding system:controller:expand-controller account:kube-system/expand-controller
        ClusterRoleBinding system:controller:generic-garbage-collector account:kube-system/generic-garbage-collector
        ClusterRoleBinding system:controller:horizontal-pod-autoscaler account:kube-system/horizontal-pod-autoscaler
        ClusterRoleBinding system:controller:job-controller account:kube-system/job-controller
        ClusterRoleBinding system:controller:legacy-service-account-token-cleaner account:kube-system/legacy-service-account-token-cleaner
        ClusterRoleBinding system:controller:namespace-controller account:kube-system/namespace-controller
        ClusterRoleBinding system:controller:node-controller account:kube-system/node-controller
        ClusterRoleBinding system:controller:persistent-volume-binder account:kube-system/persistent-volume-binder
        ClusterRoleBinding system:controller:pod-garbage-collector account:kube-system/pod-garbage-collector
        ClusterRoleBinding system:controller:pv-protection-controller account:kube-system/pv-protection-controller
        ClusterRoleBinding system:controller:pvc-protection-controller account:kube-system/pvc-protection-controller
        ClusterRoleBinding system:controller:replicaset-controller account:kube-system/replicaset-controller
        ClusterRoleBinding system:controller:replication-controller account:kube-system/replication-controller
        ClusterRoleBinding system:controller:resource-claim-controller account:kube-system/resource-claim-controller
        ClusterRoleBinding system:controller:resourcequota-controller account:kube-system/resourcequota-controller
        ClusterRoleBinding system:controller:root-ca-cert-publisher account:kube-system/root-ca-cert-publisher
        ClusterRoleBinding system:controller:route-controller account:kube-system/route-controller
        ClusterRoleBinding system:controller:selinux-warning-controller account:kube-system/selinux-warning-controller
        ClusterRoleBinding system:controller:service-account-controller account:kube-system/service-account-controller
        ClusterRoleBinding system:controller:service-ca-cert-publisher account:kube-system/service-ca-cert-publisher
        ClusterRoleBinding system:controller:service-cidrs-controller account:kube-system/service-cidrs-controller
        ClusterRoleBinding system:controller:service-controller account:kube-system/service-controller
        ClusterRoleBinding system:controller:statefulset-controller account:kube-system/statefulset-controller
        ClusterRoleBinding system:controller:ttl-after-finished-controller account:kube-system/ttl-after-finished-controller
        ClusterRoleBinding system:controller:ttl-controller account:kube-system/ttl-controller
        ClusterRoleBinding system:controller:validatingadmissionpolicy-status-controller account:kube-system/validatingadmissionpolicy-status-controller
        ClusterRoleBinding system:controller:volumeattributesclass-protection-controller account:kube-system/volumeattributesclass-protection-controller
        ClusterRoleBinding system:discovery group:system:authenticated
        ClusterRoleBinding system:kube-controller-manager user:system:kube-controller-manager
        ClusterRoleBinding system:kube-dns account:kube-system/kube-dns
        ClusterRoleBinding system:kube-scheduler user:system:kube-scheduler
        ClusterRoleBinding system:monitoring group:system:monitoring
        ClusterRoleBinding system:node
        ClusterRoleBinding system:node-proxier user:system:kube-proxy
        ClusterRoleBinding system:public-info-viewer group:system:authenticated group:system:unauthenticated
        ClusterRoleBinding system:service-account-issuer-discovery group:system:serviceaccounts
        ClusterRoleBinding system:volume-scheduler user:system:kube-scheduler
        Role kube-public/system:controller:bootstrap-signer
          read core configmaps
          update core configmaps cluster-info
          create,patch,update core,events.k8s.io events
        Role kube-system/extension-apiserver-authentication-reader
          read core configmaps extension-apiserver-authentication
        Role kube-system/system::leader-locking-kube-controller-manager
          read,create,update coordination.k8s.io leases
          read,create,update coordination.k8s.io leasecandidates
        Role kube-system/system::leader-locking-kube-scheduler
          read,create,update coordination.k8s.io leases
          read,create,update coordination.k8s.io leasecandidates
        Role kube-system/system:controller:bootstrap-signer
          read core secrets
        Role kube-system/system:controller:cloud-provider
          read,create core configmaps
        Role kube-system/system:controller:token-cleaner
          read,delete core secrets
          create,patch,update core,events.k8s.io events
        RoleBinding kube-public/system:controller:bootstrap-signer role=system:controller:bootstrap-signer account:kube-system/bootstrap-signer
        RoleBinding kube-system/system::extension-apiserver-authentication-reader role=extension-apiserver-authentication-reader user:system:kube-controller-manager user:system:kube-scheduler
        RoleBinding kube-system/system::leader-locking-kube-controller-manager role=system::leader-locking-kube-controller-manager user:system:kube-controller-manager account:kube-system/kube-controller-manager account:kube-system/leader-election-controller
        RoleBinding kube-system/system::leader-locking-kube-scheduler role=system::leader-locking-kube-scheduler user:system:kube-scheduler account:kube-system/kube-scheduler
        RoleBinding kube-system/system:controller:bootstrap-signer role=system:controller:bootstrap-signer account:kube-system/bootstrap-signer
        RoleBinding kube-system/system:controller:cloud-provider role=system:controller:cloud-provider account:kube-system/cloud-provider
        RoleBinding kube-system/system:controller:token-cleaner role=system:controller:token-cleaner account:kube-system/token-cleaner
        """
}

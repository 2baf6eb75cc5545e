/// The built-in admission plug-ins, in the one order in which they run: Kubernetes' own.
package enum StandardAdmission {
    package static func plugins(
        configuration: ServerConfiguration, objects: any ObjectWriter, served: any ServedDefinitions, roles: RBACAuthorizer,
        authorizer: any Authorizer
    ) -> [any AdmissionPlugin] {
        let caller = WebhookCaller(objects: objects)
        return [
            // First, so that nothing is worked out for a namespace that is not there.
            NamespaceLifecycle(reader: objects),
            LimitRanger(reader: objects),
            ServiceAccountAdmission(reader: objects),
            NodeRestriction(reader: objects),
            TaintNodesByCondition(),
            PodSecurityAdmission(configuration: configuration.podSecurity, reader: objects),
            PriorityAdmission(reader: objects),
            DefaultTolerationSeconds(),
            StorageObjectInUseProtection(),
            DefaultClasses(reader: objects),
            PersistentVolumeClaimResize(reader: objects),
            RuntimeClassAdmission(reader: objects),
            CertificateAdmission(authorizer: authorizer),
            UnenforcedKinds(),
            PodTopologyLabels(reader: objects),
            DeviceAdminAccess(reader: objects),
            EscalationGuard(roles: roles, authorizer: authorizer),
            MutatingAdmissionWebhook(objects: objects, served: served, caller: caller),
            ValidatingAdmissionPolicyAdmission(objects: objects, served: served),
            ValidatingAdmissionWebhook(objects: objects, served: served, caller: caller),
            // Last of those that change objects, so that nothing is taken for a Service another plug-in refuses.
            ServiceAllocator(configuration: configuration, objects: objects),
            // Last of those that refuse, so that room is taken only for what will be stored.
            ResourceQuotaAdmission(objects: objects),
        ]
    }
}

/// The built-in admission plug-ins, in the one order in which they run.
package enum StandardAdmission {
    package static func plugins(
        reader: any ObjectReader, roles: RBACAuthorizer, authorizer: any Authorizer, services: ServiceAllocator
    ) -> [any AdmissionPlugin] {
        [
            // First, so that nothing is worked out for a namespace that is not there.
            NamespaceLifecycle(reader: reader),
            NodeRestriction(),
            PriorityAdmission(reader: reader),
            ServiceAccountAdmission(reader: reader),
            DefaultTolerationSeconds(),
            EscalationGuard(roles: roles, authorizer: authorizer),
            // Last of those that change objects, so that nothing is taken for a Service another plug-in refuses.
            services,
        ]
    }
}

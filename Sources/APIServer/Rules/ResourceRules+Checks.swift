import JSON

extension ResourceRules {
    /// The checks that follow those of the metadata.
    typealias Checks = @Sendable (_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) -> Void

    /// Checks the metadata, with a rule for the name, and then the rest; the schema's own checks are not needed beside them.
    ///
    /// - Parameter statusPasses: how a change of `status` looks at the metadata.
    mutating func check(
        isNamespaced: Bool = true, name rule: @escaping NameRules.Check = NameRules.dns1123Subdomain,
        passes: [MetadataRules.Pass] = [.change], statusPasses: [MetadataRules.Pass] = [.change], _ checks: @escaping Checks
    ) {
        checksEverything = true
        func checked(
            _ passes: [MetadataRules.Pass]
        ) -> @Sendable (_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
            { object, old in
                var errors = FieldErrors()
                MetadataRules.check(object, old, isNamespaced: isNamespaced, name: rule, passes: passes, into: &errors)
                checks(object, old, &errors)
                return errors.all
            }
        }
        validate = checked(passes)
        validateStatus = checked(statusPasses)
    }

    /// Rules of a kind with a status and a generation that counts the changes of its spec.
    static func workload(status: JSONValue) -> ResourceRules {
        var rules = StatusRules.separating(initial: status, generation: ["spec"])
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        return rules
    }
}

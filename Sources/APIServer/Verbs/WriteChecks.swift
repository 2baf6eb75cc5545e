import JSON
import KubeAPI
import Schema

/// The steps every write goes through between decoding and the store, in this order:
/// defaults → mutating admission → (preparation by the kind) → validation → validating admission.
struct WriteChecks: Sendable {
    let admission: [any AdmissionPlugin]
    private let metrics: AdmissionMetrics.Plugin

    init(admission: [any AdmissionPlugin], metrics: AdmissionMetrics.Plugin = .allTogether) {
        self.admission = admission
        self.metrics = metrics
    }

    func applyDefaults(_ object: inout JSONValue, of definition: ResourceDefinition) {
        definition.schema.applyDefaults(to: &object)
        definition.rules.applyDefaults(&object)
    }

    /// Lets every plug-in change the object, and fills in the defaults of what they added.
    func mutate(
        _ operation: inout AdmissionOperation, of definition: ResourceDefinition
    ) async throws(StatusError) -> JSONValue {
        let before = operation.object
        try await mutate(&operation)
        guard var object = operation.object else { throw .internalError("admission took the object away") }
        if object != before {
            applyDefaults(&object, of: definition)
            operation.object = object
        }
        return object
    }

    /// The same for what is no whole object: nothing is filled in.
    func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        let start = ContinuousClock.now
        var isRejected = true
        defer { metrics.observe(.admit, operation.kind, isRejected: isRejected, since: start) }
        for (index, plugin) in admission.enumerated() {
            let before = plugin.asksOthers ? operation.object : nil
            try await plugin.mutate(&operation)
            guard plugin.asksOthers, operation.object != before else { continue }
            for earlier in admission[..<index] { try await earlier.mutate(&operation) }
        }
        isRejected = false
    }

    /// - Parameter scope: what an update may change: each part is held to what it must be, and no more.
    func validate(
        _ object: JSONValue, old: JSONValue?, of definition: ResourceDefinition, _ scope: UpdateScope = .object,
        subject: StatusError.Subject
    ) throws(StatusError) {
        let rules = definition.rules
        var common = FieldErrors()
        if let old { MetadataRules.checkUpdate(object, old, isNamespaced: definition.type.isNamespaced, into: &common) }
        let validate = scope == .object ? rules.validate : rules.validateStatus ?? rules.validate
        var errors = common.all + validate(object, old)
        if !rules.checksEverything {
            var known = Set(errors.map(\.path))
            for violation in definition.schema.violations(in: object) where known.insert(violation.path).inserted {
                errors.append(FieldError(violation))
            }
        }
        if !errors.isEmpty { throw .invalid(subject, errors) }
    }

    func admit(_ operation: AdmissionOperation) async throws(StatusError) {
        let start = ContinuousClock.now
        var isRejected = true
        defer { metrics.observe(.validate, operation.kind, isRejected: isRejected, since: start) }
        for plugin in admission { try await plugin.validate(operation) }
        isRejected = false
    }
}

extension FieldError {
    init(_ violation: SchemaViolation) {
        switch violation.kind {
        case .required: self = .required(violation.path)
        case .notSupported(let value, let allowed): self = .notSupported(violation.path, .string(value), allowed: allowed)
        case .tooMany: self = .forbidden(violation.path, "may not specify more than 1 of the fields of this union")
        }
    }
}

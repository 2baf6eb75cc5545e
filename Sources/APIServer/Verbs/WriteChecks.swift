import JSON
import KubeAPI
import Schema

/// The steps every write goes through between decoding and the store, in this order:
/// defaults → mutating admission → (preparation by the kind) → validation → validating admission.
struct WriteChecks: Sendable {
    let admission: [any AdmissionPlugin]

    func applyDefaults(_ object: inout JSONValue, of definition: ResourceDefinition) {
        definition.schema.applyDefaults(to: &object)
        definition.rules.applyDefaults(&object)
    }

    /// Lets every plug-in change the object, and fills in the defaults of what they added.
    func mutate(
        _ operation: inout AdmissionOperation, of definition: ResourceDefinition
    ) async throws(StatusError) -> JSONValue {
        let before = operation.object
        for plugin in admission { try await plugin.mutate(&operation) }
        guard var object = operation.object else { throw .internalError("admission took the object away") }
        if object != before {
            applyDefaults(&object, of: definition)
            operation.object = object
        }
        return object
    }

    func validate(
        _ object: JSONValue, old: JSONValue?, of definition: ResourceDefinition, subject: StatusError.Subject
    ) throws(StatusError) {
        var errors = definition.rules.validate(object, old)
        if !definition.rules.checksEverything {
            var known = Set(errors.map(\.path))
            for violation in definition.schema.violations(in: object) where known.insert(violation.path).inserted {
                errors.append(FieldError(violation))
            }
        }
        if !errors.isEmpty { throw .invalid(subject, errors) }
    }

    func admit(_ operation: AdmissionOperation) async throws(StatusError) {
        for plugin in admission { try await plugin.validate(operation) }
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

import JSON
import KubeAPI
import Schema
import Transport

/// One request to one served kind, with everything the verbs need to know of it.
struct RequestContext: Sendable {
    let request: HTTPRequest
    let query: Query
    let attributes: RequestAttributes
    /// What follows `proxy/` in the path.
    let remainder: String
    let definition: ResourceDefinition
    let kind: KindCache
    var negotiation: Negotiation

    var type: ResourceType { definition.type }

    /// Whether the kind was defined at run time.
    var isCustom: Bool { definition.schema.walks != nil }

    /// The path of the object in the cache.
    var path: String { kind.path(namespace: attributes.namespace, name: attributes.name) }

    /// What an error about the named object is about.
    var subject: StatusError.Subject { subject(named: attributes.name) }

    func subject(named name: String) -> StatusError.Subject {
        StatusError.Subject(group: type.group, kind: type.plural, name: name)
    }

    /// The same for a 422, which names the kind and not the plural.
    func invalidSubject(named name: String) -> StatusError.Subject {
        StatusError.Subject(group: type.group, kind: type.kind, name: name)
    }

    /// Reads bodies that are objects of the kind.
    func decoder(_ options: WriteOptions) -> BodyDecoder {
        BodyDecoder(kind: type.kind, apiVersion: type.apiVersion, schema: definition.schema, options)
    }

    /// What the selectors of a list, a watch or a deletecollection let through.
    func filter() throws(StatusError) -> ObjectFilter {
        let labels = try query["labelSelector"].map { text throws(StatusError) in try LabelMatcher(text) }
        let fields = try query["fieldSelector"].map { text throws(StatusError) in try FieldSelector(text) }
        let filter = try ObjectFilter(
            kind: kind, namespace: type.isNamespaced && !attributes.namespace.isEmpty ? attributes.namespace : nil,
            labels: labels ?? .everything, fields: fields ?? .everything)
        // The path of a watch may name its object.
        guard attributes.verb == "watch", !attributes.name.isEmpty else { return filter }
        guard filter.name ?? attributes.name == attributes.name else {
            throw .badRequest("fieldSelector metadata.name doesn't match requested name")
        }
        return ObjectFilter(
            namespace: filter.namespace, name: attributes.name, labels: filter.labels, fields: filter.fields)
    }

    /// The same request, as if it had asked for something else.
    func with(_ attributes: RequestAttributes) -> RequestContext {
        RequestContext(
            request: request, query: query, attributes: attributes, remainder: remainder, definition: definition,
            kind: kind, negotiation: negotiation)
    }

    /// The same request, under the rules of a part of the object.
    func with(_ rules: ResourceRules) -> RequestContext {
        RequestContext(
            request: request, query: query, attributes: attributes, remainder: remainder,
            definition: definition.with(rules), kind: kind, negotiation: negotiation)
    }

    func operation(
        _ kind: AdmissionOperation.Kind, object: JSONValue?, old: JSONValue?, name: String, isDryRun: Bool
    ) -> AdmissionOperation {
        AdmissionOperation(
            kind: kind, type: type, subresource: attributes.subresource, namespace: attributes.namespace, name: name,
            user: attributes.user, isDryRun: isDryRun, object: object, old: old)
    }
}

extension ObjectFilter {
    /// A 400 when the kind does not know a field.
    init(
        kind: KindCache, namespace: String?, labels: LabelMatcher, fields: FieldSelector
    ) throws(StatusError) {
        var namespace = namespace
        var name: String?
        var tests: [FieldTest] = []
        var isImpossible = false
        for requirement in fields.requirements {
            switch requirement.field {
            case "metadata.name" where requirement.isEqual:
                isImpossible = isImpossible || (name.map { $0 != requirement.value } ?? false)
                name = requirement.value
            case "metadata.namespace" where requirement.isEqual:
                isImpossible = isImpossible || (namespace.map { $0 != requirement.value } ?? false)
                namespace = requirement.value
            case "metadata.name":
                tests.append(FieldTest(index: FieldTest.name, value: requirement.value, isEqual: false))
            case "metadata.namespace":
                tests.append(FieldTest(index: FieldTest.namespace, value: requirement.value, isEqual: false))
            default:
                guard let index = kind.fieldNames.firstIndex(of: requirement.field) else {
                    throw .unknownField(requirement.field, of: kind)
                }
                tests.append(FieldTest(index: index, value: requirement.value, isEqual: requirement.isEqual))
            }
        }
        // No object has an empty name.
        self.init(namespace: namespace, name: isImpossible ? "" : name, labels: labels, fields: tests)
    }
}

extension StatusError {
    /// A kind with fields of its own to select by says less than one that has only those of its metadata.
    fileprivate static func unknownField(_ field: String, of kind: KindCache) -> StatusError {
        let type = kind.type
        switch (type.group, type.plural) {
        case ("batch", "jobs"): return .badRequest("field label \"\(field)\" not supported for batchv1.Job")
        case ("resource.k8s.io", "resourceslices"):
            return .badRequest("field label not supported for \(type.apiVersion), Kind=\(type.kind): \(field)")
        case _ where kind.fieldNames.isEmpty && UpdatePolicy.isBuiltIn(type):
            return .badRequest(
                "\"\(field)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
        default: return .badRequest("field label not supported: \(field)")
        }
    }
}

extension String {
    /// With its first letter in upper case.
    var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

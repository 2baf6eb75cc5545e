import CEL
import JSON
import KubeAPI
import RegularExpressions
import Schema

@testable import APIServer

/// A text, and after a NUL what it is used on.
private func halves(_ text: String) -> (String, String) {
    let parts = text.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
}

private func tree(_ text: String) -> JSONValue { (try? JSONReader.read(Array(text.utf8))) ?? ["a": [1, "b", 2.5, .null]] }

/// The budget must end every evaluation.
func expression(_ text: String) {
    let (source, subject) = halves(text)
    guard let program = try? CELProgram(source, variables: ["self": .dyn, "oldSelf": .dyn]) else { return }
    let value = CELValue(json: tree(subject))
    var budget = CELBudget(20_000)
    _ = try? program.evaluate(["self": value, "oldSelf": value], &budget).json
}

func pattern(_ text: String) {
    let (pattern, subject) = halves(text)
    guard let expression = try? RegularExpression(pattern) else { return }
    precondition(
        (expression.firstMatch(in: subject) != nil) == expression.matches(subject), "a pattern matches, and no match is found")
    precondition(expression.allMatches(in: subject, limit: 100).count <= 100, "more matches than were asked for")
}

func jsonPath(_ text: String) {
    let (path, subject) = halves(text)
    guard let path = try? JSONPath(path) else { return }
    _ = (path.values(in: tree(subject)), path.members)
}

/// A CustomResourceDefinition, whose schema is used on the definition itself.
func customResource(_ bytes: [UInt8]) {
    guard let definition = try? JSONReader.read(bytes) else { return }
    var errors = FieldErrors()
    CustomResourceDefinitionValidation.check(definition, nil, into: &errors)
    for kind in CustomDefinition.kinds(of: definition) {
        _ = kind.columns.cells(definition, .zero)
        _ = kind.schema.fields(ofNew: definition)
        _ = try? kind.schema.fields(appliedBy: definition)
    }
    let version = definition["spec"]?["versions"]?.arrayValue?.first
    let schema = StructuralSchema(version?[path: "schema", "openAPIV3Schema"] ?? definition)
    var unknown: [String] = []
    var object = schema.pruned(definition, isObject: true, unknown: &unknown)
    precondition(schema.pruned(object, isObject: true, unknown: &unknown) == object, "what was kept is pruned the second time")
    schema.applyDefaults(to: &object)
    var validation = ValueValidation()
    validation.check(object, schema, path: "", isObject: true)
}

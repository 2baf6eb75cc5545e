/// A parsed expression: what it is, and where in the source.
struct Expression: Sendable {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        case identifier(String)
        case select(Expression, field: String, isOptional: Bool)
        case has(Expression, field: String)
        case index(Expression, Expression, isOptional: Bool)
        /// A function, a method when there is a target, or an operator (`_+_`).
        case call(String, target: Expression?, [Expression])
        case and(Expression, Expression)
        case or(Expression, Expression)
        case conditional(Expression, Expression, Expression)
        case list([Element])
        case map([Entry])
        /// `Type{field: value}`.
        case structure(String, [Entry])
        case comprehension(Comprehension)
        case bind(String, Expression, in: Expression)
        /// `optMap` and `optFlatMap`.
        case mapOptional(Expression, String, Expression, isFlat: Bool)
    }

    struct Element: Sendable {
        let value: Expression
        let isOptional: Bool
    }

    struct Entry: Sendable {
        let key: Expression
        let value: Expression
        let isOptional: Bool
    }

    struct Comprehension: Sendable {
        enum Kind: Sendable { case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry }

        let kind: Kind
        let range: Expression
        /// The element; or the index or key, and the element.
        let variables: [String]
        let condition: Expression?
        let body: Expression
    }

    let kind: Kind
    let position: Int
}

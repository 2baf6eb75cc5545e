/// An error that a person can do something about: what is wrong, and what to do next.
struct UserError: Error, CustomStringConvertible {
    let problem: String
    let advice: String

    init(_ problem: String, advice: String) {
        self.problem = problem
        self.advice = advice
    }

    var description: String { advice.isEmpty ? problem : "\(problem); \(advice)" }
}

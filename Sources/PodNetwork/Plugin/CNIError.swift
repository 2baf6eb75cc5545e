internal import JSON

/// Why the plugin could not do what the runtime asked, with the code of the CNI specification 1.1 ("Error").
struct CNIError: Error, Hashable {
    enum Code: Int64, Hashable {
        case incompatibleVersion = 1
        case unsupportedField = 2
        case unknownContainer = 3
        case invalidEnvironment = 4
        case inputOutput = 5
        case undecodable = 6
        case invalidConfiguration = 7
        case tryAgainLater = 11
        case notAvailable = 50
        /// Ours: the kernel refused a step.
        case network = 100
        /// Ours: the node's range has no free address.
        case exhausted = 101
        /// Ours: CHECK found something else than ADD had left.
        case mismatch = 102
    }

    let code: Code
    let message: String
    let details: String

    init(_ code: Code, _ message: String, details: String = "") {
        self.code = code
        self.message = message
        self.details = details
    }

    func json(version: String) -> JSONValue {
        var value: JSONValue = ["cniVersion": .string(version), "code": .int(code.rawValue), "msg": .string(message)]
        if !details.isEmpty { value["details"] = .string(details) }
        return value
    }
}

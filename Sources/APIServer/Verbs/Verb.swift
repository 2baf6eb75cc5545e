import Transport

/// One verb of the API on the stored kinds.
protocol Verb: Sendable {
    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse
}

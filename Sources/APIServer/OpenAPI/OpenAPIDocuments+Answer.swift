import Glibc
import Transport

extension OpenAPIDocuments {
    /// The paths of the documents of single versions.
    var versionPaths: [String] { served.versions.map { "/openapi/v3\($0.path)" } }

    /// A page as the client accepts it: whole, under gzip, or 304 when it has it. 406 without a body when it accepts no form
    /// there is.
    ///
    /// An address with the digest of what is there now (`?hash=`) may be kept for ever; one with another digest leads to the
    /// present one.
    func answer(_ page: Page, to request: HTTPRequest, _ query: Query) -> HTTPResponse {
        guard let form = Self.form(of: page, accept: request.headers["Accept"]) else { return HTTPResponse(status: 406) }
        let key = Key(page: page, form: form)
        let summary = summary(key)
        var headers: HTTPHeaders = ["ETag": summary.etag, "Vary": "Accept", "Cache-Control": "no-cache, private"]
        if case .version(let path) = page, let hash = query["hash"], !hash.isEmpty {
            guard hash == digest(of: path) else {
                return HTTPResponse(status: 301, headers: ["Location": address(of: path), "Cache-Control": "no-cache, private"])
            }
            headers["Cache-Control"] = "public, immutable"
            headers.add("Expires", HTTPDate.format(time(nil) + Self.secondsPerYear))
        }
        if request.knows(summary.etag) { return HTTPResponse(status: 304, headers: headers) }
        headers.add("Content-Type", summary.contentType)
        if let compressed = summary.compressed, request.acceptsGzip {
            headers.add("Content-Encoding", "gzip")
            headers.add("Vary", "Accept-Encoding")
            return HTTPResponse(status: 200, headers: headers, body: .bytes(compressed))
        }
        return HTTPResponse(status: 200, headers: headers, body: .bytes(document(key).bytes))
    }

    private static var secondsPerYear: time_t { 365 * 24 * 3600 }
}

extension HTTPRequest {
    var acceptsGzip: Bool {
        headers["Accept-Encoding"]?.split(separator: ",").contains { $0.trimmedSpace == "gzip" } ?? false
    }
}

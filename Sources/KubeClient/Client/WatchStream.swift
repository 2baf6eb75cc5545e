import JSON
package import KubeAPI
package import Schema
import Transport

extension KubeClient {
    /// One frame of a watch.
    package enum WatchEvent<S: Resource>: Sendable {
        case added(Object<S>)
        case modified(Object<S>)
        /// Carries the last state, with the resource version of the deletion.
        case deleted(Object<S>)
        /// Nothing changed up to this resource version.
        case bookmark(resourceVersion: String)
    }

    /// The changes after `resourceVersion`, in order. The request is sent when iteration begins.
    ///
    /// Ends without an error when the server ends the watch (it does so every few minutes). Throws `APIError` with
    /// `isGone` when the resource version is too old.
    package func watch<S: Resource>(
        _: S.Type, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
        resourceVersion: String
    ) -> WatchStream<S> {
        let scope = ListScope(
            type: S.type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector)
        return WatchStream(client: self, scope: scope, resourceVersion: resourceVersion, timeoutSeconds: nil)
    }

    fileprivate func openWatch(_ scope: ListScope, query: String) async throws -> HTTPBody {
        let request = HTTPRequest(
            "GET", scope.path, query: query,
            headers: [
                "User-Agent": userAgent,
                "Accept": scope.isMetadataOnly ? ListScope.metadataType : "application/json",
            ])
        let response = try await exchange.send(request)
        guard response.status < 400 else {
            throw try await APIError.reading(response, operation: "WATCH \(scope.path)")
        }
        return response.body
    }
}

/// The events of one watch request.
package struct WatchStream<S: Resource>: AsyncSequence, Sendable {
    package typealias Element = KubeClient.WatchEvent<S>
    package typealias Failure = any Error

    let client: KubeClient
    let scope: ListScope
    let resourceVersion: String
    let timeoutSeconds: Int?

    package func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    package struct Iterator: AsyncIteratorProtocol {
        private let stream: WatchStream
        private var chunks: (any AsyncIteratorProtocol<[UInt8], any Error>)?
        private var decoder = FrameDecoder()
        private var frames: [[UInt8]] = []
        private var position = 0
        private var hasEnded = false

        fileprivate init(stream: WatchStream) { self.stream = stream }

        package mutating func next() async throws -> Element? {
            while true {
                if position < frames.count {
                    position += 1
                    return try Self.event(frames[position - 1])
                }
                guard !hasEnded else { return nil }
                try await readMore()
            }
        }

        private mutating func readMore() async throws {
            frames = []
            position = 0
            if chunks == nil, try await open() { return }
            if let chunk = try await chunks?.next(isolation: nil) {
                frames = try decoder.push(chunk)
            } else {
                hasEnded = true
                frames = decoder.finish().map { [$0] } ?? []
            }
        }

        /// Sends the request. `true` when the whole answer came at once.
        private mutating func open() async throws -> Bool {
            let query = QueryString.encode(
                [
                    ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", stream.resourceVersion),
                    ("timeoutSeconds", stream.timeoutSeconds.map(String.init)),
                ] + stream.scope.selectors)
            switch try await stream.client.openWatch(stream.scope, query: query) {
            case .stream(let sequence):
                chunks = Self.iterator(of: sequence)
                return false
            case .bytes(let bytes):
                hasEnded = true
                frames = try decoder.push(bytes)
                if let last = decoder.finish() { frames.append(last) }
                return true
            case .upgrade:
                throw TransportError.protocolViolation("the server left HTTP unasked")
            }
        }

        private static func iterator(
            of sequence: some AsyncSequence<[UInt8], any Error>
        ) -> any AsyncIteratorProtocol<[UInt8], any Error> { sequence.makeAsyncIterator() }

        private static func event(_ frame: [UInt8]) throws -> Element {
            let tree = try JSONReader.read(frame)
            let object = tree["object"] ?? .null
            switch tree["type"]?.stringValue {
            case "ADDED": return .added(Object<S>(json: object))
            case "MODIFIED": return .modified(Object<S>(json: object))
            case "DELETED": return .deleted(Object<S>(json: object))
            case "BOOKMARK":
                return .bookmark(resourceVersion: object[path: "metadata", "resourceVersion"]?.stringValue ?? "")
            case "ERROR": throw APIError(status: object)
            default: throw TransportError.protocolViolation("a watch frame without a known type")
            }
        }
    }
}

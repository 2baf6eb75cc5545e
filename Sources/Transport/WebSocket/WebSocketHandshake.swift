import Crypto
import Encodings

/// The opening handshake over HTTP/1.1 (RFC 6455, section 4), the server's side.
package enum WebSocketHandshake {
    /// Why there is no WebSocket connection: the status to answer, and what to say.
    package struct Refusal: Error, Sendable, Hashable {
        package let status: Int
        package let message: String
        /// For status 426.
        package let headers: HTTPHeaders
    }

    /// Whether the client asks for a WebSocket, rightly or not.
    package static func isRequested(by request: HTTPRequest) -> Bool {
        request.headers.all("Upgrade").contains { $0.listsToken("websocket") }
            && request.headers.all("Connection").contains { $0.listsToken("upgrade") }
    }

    /// The headers of the 101 answer.
    ///
    /// - Parameter protocols: the subprotocols the server speaks, the one it likes best first. The client must name one
    ///   of them; an empty list means that there are none.
    package static func accept(
        _ request: HTTPRequest, protocols: [String]
    ) -> Result<(headers: HTTPHeaders, subprotocol: String?), Refusal> {
        guard request.method == "GET", isRequested(by: request) else {
            return refuse("a WebSocket handshake is a GET request with Connection and Upgrade")
        }
        guard request.headers["Sec-WebSocket-Version"] == "13" else {
            return .failure(
                Refusal(
                    status: 426, message: "only WebSocket version 13 is spoken here",
                    headers: ["Sec-WebSocket-Version": "13"]))
        }
        guard let key = request.headers["Sec-WebSocket-Key"], isKey(key) else {
            return refuse("Sec-WebSocket-Key is not 16 bytes in base64")
        }
        let offered = request.headers.all("Sec-WebSocket-Protocol")
        let chosen = protocols.first { name in offered.contains { $0.listsToken(name) } }
        guard chosen != nil || protocols.isEmpty else {
            return refuse("none of the subprotocols \(offered) is spoken here; there are \(protocols)")
        }
        var headers: HTTPHeaders = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": acceptKey(for: key),
        ]
        if let chosen { headers.add("Sec-WebSocket-Protocol", chosen) }
        return .success((headers, chosen))
    }

    /// The proof that the server has understood (RFC 6455, section 4.2.2, step 5.4).
    package static func acceptKey(for key: String) -> String {
        let text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return Base64.encode(Array(Insecure.SHA1.hash(data: Array(text.utf8))))
    }

    private static func refuse(
        _ message: String
    ) -> Result<(headers: HTTPHeaders, subprotocol: String?), Refusal> {
        .failure(Refusal(status: 400, message: message, headers: [:]))
    }

    /// 16 bytes in base64.
    private static func isKey(_ key: String) -> Bool { key.utf8.count == 24 && Base64.decode(key)?.count == 16 }
}

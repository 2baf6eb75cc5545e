// The guestbook's web tier: a small static program that keeps its entries in Redis.
//
//   GET  /          the page
//   GET  /entries   every entry, a line each
//   POST /entries   adds the body (`message=…` or plain text)
//   GET  /healthz   200 while this process serves
//   GET  /readyz    200 while Redis answers
//   GET  /whoami    the Pod's name and version
//
// One thread a connection. On SIGTERM it stops accepting, ends what is under way and leaves.

import Glibc

func environment(_ name: String, or fallback: String) -> String {
    getenv(name).map { String(cString: $0) } ?? fallback
}

/// Unbuffered, so that a container's log has the line at once.
func log(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

enum Settings {
    static let redisHost = environment("GUESTBOOK_REDIS_HOST", or: "redis")
    static let redisPort = environment("GUESTBOOK_REDIS_PORT", or: "6379")
    static let version = environment("GUESTBOOK_VERSION", or: "1")
    static let podName = environment("POD_NAME", or: environment("HOSTNAME", or: "unknown"))
}

/// A socket with whole-message reads, bounded at 64 KiB.
struct Connection {
    let descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    mutating func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = buffer[..<end].filter { $0 != 13 }
                buffer.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= 65_536 else { return nil }
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0, buffer.count < 65_536 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}

enum RedisReply {
    case text(String)
    case list([String])
    case error(String)
}

/// One command on a connection of its own, in the RESP protocol.
func redis(_ words: [String]) -> RedisReply {
    guard let descriptor = connect(to: Settings.redisHost, port: Settings.redisPort) else {
        return .error("cannot reach redis at \(Settings.redisHost):\(Settings.redisPort)")
    }
    defer { close(descriptor) }
    var connection = Connection(descriptor)
    let request = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
    guard connection.write(request), let reply = reply(from: &connection) else { return .error("redis hung up") }
    return reply
}

func reply(from connection: inout Connection) -> RedisReply? {
    guard let head = connection.line(), let kind = head.first else { return nil }
    let rest = String(head.dropFirst())
    switch kind {
    case "-": return .error(rest)
    case "$":
        guard let count = Int(rest), let body = connection.bytes(count), connection.bytes(2) != nil else { return nil }
        return .text(String(decoding: body, as: UTF8.self))
    case "*":
        guard let count = Int(rest), (0...10_000).contains(count) else { return nil }
        var items: [String] = []
        for _ in 0..<count {
            guard case .text(let item)? = reply(from: &connection) else { return nil }
            items.append(item)
        }
        return .list(items)
    default: return .text(rest)
    }
}

func connect(to host: String, port: String) -> Int32? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, port, &hints, &found) == 0 else { return nil }
    defer { freeaddrinfo(found) }
    var next = found
    while let candidate = next?.pointee {
        let descriptor = socket(candidate.ai_family, candidate.ai_socktype, 0)
        if descriptor >= 0 {
            var limit = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            if connect(descriptor, candidate.ai_addr, candidate.ai_addrlen) == 0 { return descriptor }
            close(descriptor)
        }
        next = candidate.ai_next
    }
    return nil
}

struct Answer {
    var code = "200 OK"
    var type = "text/plain; charset=utf-8"
    let body: String
}

func entries() -> Answer {
    switch redis(["LRANGE", "entries", "0", "-1"]) {
    case .list(let items): Answer(body: items.map { $0 + "\n" }.joined())
    case .error(let why): Answer(code: "503 Service Unavailable", body: why + "\n")
    case .text: Answer(code: "502 Bad Gateway", body: "redis answered something else\n")
    }
}

func add(_ body: [UInt8]) -> Answer {
    var message = String(decoding: body, as: UTF8.self)
    if message.hasPrefix("message=") { message = formDecoded(message.dropFirst(8)) }
    message = String(message.filter { !$0.isNewline }.prefix(500))
    guard !message.isEmpty else { return Answer(code: "400 Bad Request", body: "an entry needs some text\n") }
    if case .error(let why) = redis(["RPUSH", "entries", message]) {
        return Answer(code: "503 Service Unavailable", body: why + "\n")
    }
    return Answer(code: "201 Created", body: "stored\n")
}

func formDecoded(_ text: Substring) -> String {
    var output: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            output.append(code)
            rest = rest.dropFirst(2)
        } else {
            output.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        }
    }
    return String(decoding: output, as: UTF8.self)
}

func page() -> Answer {
    let script = """
        const list = async () => { const text = await (await fetch('/entries')).text(); \
        document.getElementById('list').replaceChildren(...text.trim().split('\\n').filter(x => x).map(x => \
        Object.assign(document.createElement('li'), { textContent: x }))) }; \
        document.forms[0].onsubmit = async e => { e.preventDefault(); \
        await fetch('/entries', { method: 'POST', body: e.target.message.value }); e.target.reset(); list() }; list();
        """
    return Answer(
        type: "text/html; charset=utf-8",
        body: """
            <!doctype html><meta charset="utf-8"><title>Guestbook</title>
            <style>body{font:16px system-ui;max-width:36em;margin:3em auto}li{margin:.4em 0}</style>
            <h1>Guestbook</h1><form><input name="message" maxlength="500" autofocus> <button>Sign</button></form>
            <ul id="list"></ul><p>Served by \(Settings.podName), version \(Settings.version).</p><script>\(script)</script>

            """)
}

func answer(_ method: String, _ path: String, _ body: [UInt8]) -> Answer {
    switch (method, path) {
    case ("GET", "/"): return page()
    case ("GET", "/entries"): return entries()
    case ("POST", "/entries"): return add(body)
    case ("GET", "/healthz"): return Answer(body: "ok\n")
    case ("GET", "/whoami"): return Answer(body: "\(Settings.podName) \(Settings.version)\n")
    case ("GET", "/readyz"):
        if case .error(let why) = redis(["PING"]) { return Answer(code: "503 Service Unavailable", body: why + "\n") }
        return Answer(body: "ok\n")
    default: return Answer(code: "404 Not Found", body: "no such page\n")
    }
}

func serve(_ descriptor: Int32) {
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var connection = Connection(descriptor)
    guard let request = connection.line() else { return }
    let words = request.split(separator: " ")
    guard words.count == 3 else { return }
    var length = 0
    while let header = connection.line(), !header.isEmpty {
        let parts = header.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == "content-length" {
            length = Int(parts[1].filter { $0 != " " }) ?? 0
        }
    }
    guard let body = connection.bytes(length) else { return }
    let path = String(words[1].prefix { $0 != "?" })
    let answer = answer(String(words[0]), path, body)
    _ = connection.write(
        "HTTP/1.1 \(answer.code)\r\nContent-Type: \(answer.type)\r\nContent-Length: \(answer.body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(answer.body)")
    shutdown(descriptor, Int32(SHUT_WR))
    // Wait for the other end to have read it all before the socket goes.
    while connection.line() != nil {}
}

/// Waits for SIGTERM or SIGINT, then stops the listener.
func stopOnSignal(_ listener: Int32) {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGTERM)
    sigaddset(&wanted, SIGINT)
    // Blocked before any thread starts, so that only the waiter sees it.
    pthread_sigmask(SIG_BLOCK, &wanted, nil)
    startThread(Int(listener)) { listener in
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGTERM)
        sigaddset(&wanted, SIGINT)
        var received: Int32 = 0
        sigwait(&wanted, &received)
        log("stopping")
        shutdown(Int32(listener), Int32(SHUT_RDWR))
    }
}

final class Work {
    let argument: Int
    let body: (Int) -> Void

    init(_ argument: Int, _ body: @escaping (Int) -> Void) {
        self.argument = argument
        self.body = body
    }
}

func startThread(_ argument: Int, _ body: @escaping (Int) -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(argument, body))
    let started = pthread_create(
        &thread, nil,
        { pointer in
            guard let pointer else { return nil }
            let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
            work.body(work.argument)
            return nil
        }, work.toOpaque())
    if started == 0 {
        pthread_detach(thread)
    } else {
        work.takeRetainedValue().body(argument)
    }
}

func listen(port: UInt16) -> Int32? {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    return bound == 0 && Glibc.listen(listener, 128) == 0 ? listener : nil
}

@main
struct Guestbook {
    static func main() {
        guard let listener = listen(port: 8080) else {
            log("cannot listen on port 8080: \(String(cString: strerror(errno)))")
            exit(1)
        }
        stopOnSignal(listener)
        log(
            "guestbook \(Settings.version) on port 8080, entries in redis at "
                + "\(Settings.redisHost):\(Settings.redisPort)")
        while true {
            let client = accept(listener, nil, nil)
            if client >= 0 {
                startThread(Int(client)) { serve(Int32($0)) }
            } else if errno != EINTR, errno != ECONNABORTED, errno != EMFILE {
                break
            }
        }
        usleep(300_000)  // what is under way ends
    }
}

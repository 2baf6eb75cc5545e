import ContainerRuntime
import JSON
import KubeAPI
import PKI
import Schema
import Transport

/// The kubelet's own API, for the API server: logs, streams, the Pods of the node.
///
/// Only a client certificate of the cluster's CA is let in, of the API server (`kube-apiserver-kubelet-client`) or of an
/// administrator (`system:masters`).
struct KubeletResponder: HTTPResponder {
    let workers: PodWorkers
    let runtime: any ContainerRuntime
    let configuration: KubeletConfiguration

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard Self.isAllowed(request.peer) else { return Self.text(403, "Forbidden") }
        guard let parts = request.pathSegments else { return Self.text(400, "malformed path") }
        do {
            let query = try request.queryItems()
            switch (parts.first ?? "", parts.count) {
            case ("healthz", _), ("livez", _), ("readyz", _): return Self.text(200, "ok")
            case ("pods", 1): return podList()
            case ("stats", 2) where parts[1] == "summary":
                return try await NodeStatistics(runtime: runtime, configuration: configuration).response()
            case ("metrics", _): return metrics()
            case ("containerLogs", 4): return try await logs(Subject(parts), query)
            case ("exec", 4), ("exec", 5): return try await exec(Subject(parts), query, request)
            case ("attach", 4), ("attach", 5): return try await attach(Subject(parts), query, request)
            case ("portForward", 3), ("portForward", 4): return try await portForward(Subject(parts), query, request)
            default: return Self.text(404, "404 page not found")
            }
        } catch let refusal as Refusal {
            return Self.text(refusal.status, refusal.message)
        } catch let malformed as QueryItems.Malformed {
            return Self.text(400, "\(malformed)")
        } catch {
            return Self.text(500, "\(error)")
        }
    }

    /// `/<verb>/<namespace>/<pod>[/<uid>]/<container>`
    struct Subject {
        let key: ObjectKey
        let container: String

        init(_ parts: [String]) {
            key = ObjectKey(namespace: parts[1], name: parts[2])
            container = parts.count > 3 ? parts[parts.count - 1] : ""
        }
    }

    struct Refusal: Error {
        let status: Int
        let message: String
    }

    static func isAllowed(_ peer: HTTPPeer) -> Bool {
        switch peer {
        case .certificates(let chain):
            guard let leaf = chain.first, let holder = try? CertificateReader.summary(ofDER: leaf) else { return false }
            return holder.commonName == "kube-apiserver-kubelet-client" || holder.organizations.contains("system:masters")
        case .inProcess(_, let groups): return groups.contains("system:masters")
        case .anonymous, .presentedCertificates: return false
        }
    }

    static func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array((text + "\n").utf8)))
    }

    func worker(_ key: ObjectKey) throws -> PodWorker {
        guard let pod = workers[key], let worker = workers.worker(uid: pod.uid) else {
            throw Refusal(status: 404, message: "pod \"\(key.name)\" not found in namespace \"\(key.namespace)\"")
        }
        return worker
    }

    private func podList() -> HTTPResponse {
        let list: JSONValue = ["kind": "PodList", "apiVersion": "v1", "metadata": [:], "items": .array(workers.all.map(\.json))]
        return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(list)))
    }

    private func metrics() -> HTTPResponse {
        let text = """
            # HELP kubelet_running_pods Number of pods that have a running pod sandbox
            # TYPE kubelet_running_pods gauge
            kubelet_running_pods \(workers.all.filter { $0.status.phase == "Running" }.count)
            """
        return Self.text(200, text)
    }

    // MARK: Logs

    private func logs(_ subject: Subject, _ query: QueryItems) async throws -> HTTPResponse {
        let worker = try worker(subject.key)
        let options = LogOptions(query, now: .now)
        let name = subject.container
        guard let attempt = try await worker.logAttempt(name, previous: options.previous) else {
            let kind = options.previous ? "previous terminated container" : "container"
            throw Refusal(status: 400, message: "\(kind) \"\(name)\" in pod \"\(subject.key.name)\" not found")
        }
        let directory = configuration.logDirectory(subject.key, uid: worker.uid)
        let stream = LogStream(path: "\(directory)/\(name)/\(attempt).log", options: options) {
            await worker.isRunning(name, attempt: attempt)
        }
        return HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: .stream(stream))
    }

    // MARK: Streams

    private func exec(_ subject: Subject, _ query: QueryItems, _ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try await running(subject)
        let url = try await runtime.execURL(query.all("command"), inContainer: id, Self.streams(query))
        return try await StreamRelay.relay(request, to: url)
    }

    private func attach(_ subject: Subject, _ query: QueryItems, _ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try await running(subject)
        let url = try await runtime.attachURL(toContainer: id, Self.streams(query))
        return try await StreamRelay.relay(request, to: url)
    }

    private func portForward(_ subject: Subject, _ query: QueryItems, _ request: HTTPRequest) async throws -> HTTPResponse {
        guard case .ready(let id, _, _) = await (try worker(subject.key)).state.sandbox else {
            throw Refusal(status: 400, message: "pod \(subject.key.name) is not running")
        }
        let ports = (query.all("port") + query.all("ports")).flatMap { $0.split(separator: ",") }.compactMap { Int32($0) }
        return try await StreamRelay.relay(request, to: try await runtime.portForwardURL(toSandbox: id, ports: ports))
    }

    private func running(_ subject: Subject) async throws -> String {
        let record = await (try worker(subject.key)).state.containers[subject.container]
        guard let record, record.isRunning, let id = record.current?.id else {
            throw Refusal(status: 404, message: "container not found (\"\(subject.container)\")")
        }
        return id
    }

    static func streams(_ query: QueryItems) -> StreamSelection {
        let tty = query.flag("tty")
        return StreamSelection(
            stdin: query.flag("input", "stdin"), stdout: query.flag("output", "stdout"),
            // A terminal has one stream for both.
            stderr: query.flag("error", "stderr") && !tty, tty: tty)
    }
}

extension PodWorker {
    /// Which container's log is meant by a name; `nil` when there is none. Throws when it has not started.
    func logAttempt(_ name: String, previous: Bool) throws -> UInt32? {
        guard let summary = state.summary[name] else { return nil }
        guard let record = state.containers[name], let current = record.current else {
            if previous { return nil }
            let status = state.containerStatus(summary, nil, at: Self.now)
            throw KubeletResponder.Refusal(
                status: 400,
                message: "container \"\(name)\" in pod \"\(key.name)\" is waiting to start: "
                    + (status.state.waiting?.reason ?? "ContainerCreating"))
        }
        if !previous { return current.attempt }
        // While the next one waits to be started, the one that ended is both the last and the one before.
        if record.hasEnded, state.shouldRestart(summary, record) { return current.attempt }
        return record.previous?.attempt
    }

    func isRunning(_ name: String, attempt: UInt32) -> Bool {
        guard let current = state.containers[name]?.current, current.attempt == attempt else { return false }
        return current.state == .running || current.state == .created
    }
}

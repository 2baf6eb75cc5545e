import CEL
import Encodings
import JSON
import Schema

/// One webhook of a MutatingWebhookConfiguration or ValidatingWebhookConfiguration.
struct Webhook: Sendable {
    let name: String
    let target: Target
    /// Whose certificate the server must show, in PEM; `nil`: one that the system believes.
    let authorityPEM: String?
    /// How long to wait for an answer.
    let timeoutSeconds: Int64
    /// Of `admission.k8s.io`: the first of those it takes that this server speaks.
    let reviewVersion: String
    /// Whether a write is refused when nobody can tell.
    let failsClosed: Bool
    /// Whether it is asked again when another has changed the object after it.
    let isReinvoked: Bool
    let conditions: MatchConditions
    private let matcher: WriteMatcher

    enum Target: Sendable {
        case url(SecureURL)
        case service(namespace: String, name: String, port: Int64, path: String)
        /// Cannot be called.
        case none
    }

    /// `nil` for one that is for no writes.
    init?(_ webhook: JSONValue) {
        guard !webhook.list("rules").isEmpty else { return nil }
        name = webhook.text("name")
        matcher = WriteMatcher(webhook, rules: "rules")
        conditions = MatchConditions(webhook.list("matchConditions"))
        failsClosed = webhook.text("failurePolicy") != "Ignore"
        isReinvoked = webhook.text("reinvocationPolicy") == "IfNeeded"
        timeoutSeconds = max(1, min(webhook["timeoutSeconds"]?.intValue ?? 10, 30))
        reviewVersion = webhook.texts("admissionReviewVersions").first { $0 == "v1" || $0 == "v1beta1" } ?? "v1"
        let client = webhook["clientConfig"] ?? .emptyObject
        let bundle = client.text("caBundle")
        authorityPEM = bundle.isEmpty ? nil : Base64.decode(bundle).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if let service = client["service"], !service.isNull {
            target = .service(
                namespace: service.text("namespace"), name: service.text("name"), port: service["port"]?.intValue ?? 443,
                path: service.text("path"))
        } else {
            target = SecureURL(client.text("url")).map(Target.url) ?? .none
        }
    }

    /// What all its conditions may spend together on one write.
    private static let budget = 250_000

    /// Whether it is asked about a write. A 403 when its conditions cannot be worked out and it fails closed.
    func isFor(
        _ operation: AdmissionOperation, versions: [String], namespace: JSONValue?
    ) throws(StatusError) -> Bool {
        guard matcher.mayMatch(operation, versions: versions) else { return false }
        guard matcher.matchesNamespace(operation, namespace) else { return false }
        if conditions.isEmpty { return true }
        var values = AdmissionVariables.values(of: operation, namespace: nil)
        values["namespaceObject"] = nil
        var budget = CELBudget(Self.budget)
        do throws(CELError) { return try conditions.hold(values, &budget) } catch {
            if failsClosed { throw operation.forbidden(error.message) }
            return false
        }
    }
}

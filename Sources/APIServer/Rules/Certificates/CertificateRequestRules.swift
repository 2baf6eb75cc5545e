import Encodings
import JSON
import KubeAPI
import PKI
import Schema

/// CertificateSigningRequests. Who asks is filled in by admission; approval has rules of its own.
enum CertificateRequestRules {
    static let rules: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.prepareForUpdate = { object, old in
            object.copy("spec", from: old)
            object.copy("status", from: old)
        }
        rules.prepareForStatusUpdate = prepareForStatusUpdate
        rules.check(
            isNamespaced: false, name: NameRules.pathSegment, passes: [.whole, .change], statusPasses: [.whole, .change]
        ) { object, old, errors in
            if old == nil { checkSpec(object["spec"] ?? .emptyObject, &errors) }
            CertificateApprovalRules.checkConditions(object["status"]?.list("conditions") ?? [], into: &errors)
            checkCertificate(object, old, &errors)
        }
        rules.fieldSelectors = ["spec.signerName": { $0.text(path: "spec", "signerName") }]
        return rules
    }()

    /// What was decided is only decided through `approval`.
    private static func prepareForStatusUpdate(_ object: inout JSONValue, _ old: JSONValue) {
        StatusRules.keepAllButStatus(&object, old)
        func decisions(_ value: JSONValue) -> [JSONValue] {
            (value["status"]?.list("conditions") ?? []).filter { ["Approved", "Denied"].contains($0.text("type")) }
        }
        let others = (object["status"]?.list("conditions") ?? []).filter { !["Approved", "Denied"].contains($0.text("type")) }
        let conditions = decisions(old) + others
        if conditions.isEmpty {
            object.edit("status") { $0["conditions"] = nil }
        } else {
            object[path: ["status", "conditions"]] = .array(conditions)
            CertificateApprovalRules.stamp(&object, old, now: .now)
        }
    }

    // MARK: Spec

    private static let usages: Set = [
        "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment",
        "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth", "client auth", "code signing",
        "email protection", "s/mime", "ipsec end system", "ipsec tunnel", "ipsec user", "timestamping", "ocsp signing",
        "microsoft sgc", "netscape sgc",
    ]

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        checkRequest(spec, &errors)
        let given = spec.texts("usages")
        if given.isEmpty { errors.required("spec.usages", "usages must be provided for this signerName") }
        var seen: Set<String> = []
        for (index, usage) in given.enumerated() {
            let path = "spec.usages[\(index)]"
            if !usages.contains(usage) { errors.checkOneOf(path, usage, usages.sorted()) }
            if !seen.insert(usage).inserted { errors.duplicate(path, .string(usage)) }
        }
        checkSigner(spec.text("signerName"), &errors)
        if let lifetime = spec["expirationSeconds"], let seconds = lifetime.intValue, seconds < 600 {
            errors.invalid(
                "spec.expirationSeconds", lifetime, "may not specify a duration less than 600 seconds (10 minutes)")
        }
    }

    /// A PKCS#10 request in PEM (RFC 2986).
    private static func checkRequest(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let text = String(decoding: Base64.decode(spec.text("request")) ?? [], as: UTF8.self)
        guard text.contains("-----BEGIN CERTIFICATE REQUEST-----") else {
            return errors.invalid("spec.request", spec["request"].orNull, "PEM block type must be CERTIFICATE REQUEST")
        }
        do throws(PKIError) {
            _ = try SigningRequestReader.summary(ofPEM: text)
        } catch {
            errors.invalid("spec.request", spec["request"].orNull, "\(error)")
        }
    }

    private static func checkSigner(_ signer: String, _ errors: inout FieldErrors) {
        let path = "spec.signerName"
        if signer.isEmpty { return errors.required(path) }
        let form = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        let parts = signer.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { return errors.invalid(path, .string(signer), form) }
        errors.check(path, parts[0], NameRules.dns1123Subdomain)
        if !parts[0].contains(".") {
            errors.invalid(path, .string(signer), "should be a domain with at least two segments separated by dots")
        }
        errors.check(path, parts[1], NameRules.dns1123Subdomain)
        if signer == "kubernetes.io/legacy-unknown" {
            errors.invalid(path, .string(signer), "the legacy signerName is not allowed via this API version")
        }
    }

    // MARK: Status

    private static func checkCertificate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let certificate = object.text(path: "status", "certificate")
        let before = old?.text(path: "status", "certificate") ?? ""
        if !before.isEmpty, before != certificate {
            errors.forbidden("status.certificate", "existing certificate cannot be modified")
        }
        guard !certificate.isEmpty, certificate != before else { return }
        let text = String(decoding: Base64.decode(certificate) ?? [], as: UTF8.self)
        if !text.contains("-----BEGIN CERTIFICATE-----") {
            errors.invalid(
                "status.certificate", "<certificate data>", "must contain at least one CERTIFICATE PEM block")
        }
    }
}

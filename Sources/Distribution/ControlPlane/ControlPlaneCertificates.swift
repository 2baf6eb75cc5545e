import Logging
import PKI
import Schema
import Transport

/// The certificates with which the control plane serves and calls kubelets, and the administrator's in the cluster's kubeconfig,
/// renewed while it runs: connections that are open keep what they began with.
struct ControlPlaneCertificates: Sendable {
    let secrets: ClusterSecrets
    let names: ServerNames
    let validity: Duration
    let clientAuthoritiesPEM: String
    let serving: IssuedCertificate
    let kubeletClient: IssuedCertificate

    init(_ secrets: ClusterSecrets, names: ServerNames, plan: AccessPlan) throws {
        self.secrets = secrets
        self.names = names
        validity = .seconds(plan.certificateSeconds)
        clientAuthoritiesPEM = try plan.clientAuthoritiesPEM(secrets.authority)
        serving = try secrets.serverCertificate(names, validity: validity)
        kubeletClient = try secrets.kubeletClientCertificate(validity: validity)
    }

    /// Strangers' certificates are let in, so that the API server can answer them with a 401.
    func tls(_ certificate: IssuedCertificate) -> ServerTLS {
        ServerTLS(
            certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM,
            clientCAsPEM: clientAuthoritiesPEM, verifiesClients: false)
    }

    /// Until cancelled.
    /// - Parameter kubeconfig: the administrator's; one that is not there is not made.
    func renew(
        _ listener: HTTPServer, _ kubelets: KubeletConnector, administrator kubeconfig: AdminKubeconfig, logger: Logger
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await renew("serving", serving.certificatePEM, logger) {
                    let next = try secrets.serverCertificate(names, validity: validity)
                    try listener.replaceCertificate(tls(next))
                    return next
                }
            }
            group.addTask {
                await renew("kubelet-client", kubeletClient.certificatePEM, logger) {
                    let next = try secrets.kubeletClientCertificate(validity: validity)
                    try kubelets.replaceCertificate(next)
                    return next
                }
            }
            guard let certificate = kubeconfig.certificatePEM else { return }
            group.addTask {
                await renew("administrator", certificate, logger) { try kubeconfig.renew(secrets) }
            }
        }
    }

    private func renew(
        _ name: String, _ firstPEM: String, _ logger: Logger, _ next: @Sendable () throws -> IssuedCertificate
    ) async {
        await CertificateRenewal.run(
            firstPEM, now: { Timestamp.now.seconds },
            renew: {
                let certificate = try next()
                logger.info("certificate renewed", metadata: ["certificate": "\(name)"])
                return certificate.certificatePEM
            },
            failed: { logger.error("certificate not renewed", metadata: ["certificate": "\(name)", "cause": "\($0)"]) })
    }
}

import AsyncTools
import GRPCTransport
import Logging
import SwiftProtobuf

/// What the members of an etcd say of themselves.
package struct EtcdStatus: Sendable {
    package struct Member: Sendable {
        package let endpoint: EtcdConfiguration.Endpoint
        package let version: String
        package let isLeader: Bool
        package let databaseBytes: Int64
        package let usedBytes: Int64
        /// Alarms, a missing leader: what an operator must do something about.
        package let errors: [String]
    }

    package let members: [Member]
    /// The endpoints that do not answer, and why.
    package let silent: [String: String]

    /// Asks every endpoint, and waits for each as long as for a read.
    package static func read(_ configuration: EtcdConfiguration) async throws -> EtcdStatus {
        let members = try EtcdMembers(configuration, logger: Logger(label: "etcd") { _ in SwiftLogNoOpLogHandler() })
        members.start()
        var found: [Member] = []
        var silent: [String: String] = [:]
        for member in members.members {
            do {
                let status: Etcd_StatusResponse = try await member.connection.call(
                    EtcdMethod.status.service, EtcdMethod.status.name, Etcd_StatusRequest(),
                    timeout: configuration.readTimeout)
                found.append(
                    Member(
                        endpoint: member.endpoint, version: status.version, isLeader: status.leader == status.header.memberID,
                        databaseBytes: status.dbSize, usedBytes: status.dbSizeInUse, errors: status.errors))
            } catch {
                silent["\(member.endpoint)"] = (error as? GRPCFailure).map { EtcdMembers.cause($0.error) } ?? "\(error)"
            }
        }
        await members.close()
        return EtcdStatus(members: found, silent: silent)
    }
}

import JSON
import KubeAPI
import Schema

extension Columns {
    static let certificateRequests = TableColumns(
        columns: [
            name, age, column("SignerName", "Who shall sign."), column("Requestor", "Who asks."),
            column("RequestedDuration", "For how long the certificate shall be good."),
            column("Condition", "What was decided."),
        ],
        cells: { object, now in
            let request = CertificateSigningRequest(json: object)
            let duration = request.spec.expirationSeconds.map { HumanDuration.text(seconds: Int64($0)) } ?? CellText.none
            return [
                .string(request.name), CellText.age(request.metadata, now), CellText.orNone(request.spec.signerName),
                .string(request.spec.username), .string(duration), .string(decision(request.status)),
            ]
        })

    private static func decision(_ status: CertificateSigningRequestStatus) -> String {
        let types = Set(status.conditions.map(\.type))
        var words: [String] = []
        if types.contains("Denied") {
            words.append("Denied")
        } else if types.contains("Approved") {
            words.append("Approved")
        } else {
            words.append("Pending")
        }
        if types.contains("Failed") { words.append("Failed") }
        if let certificate = status.certificate, !certificate.bytes.isEmpty { words.append("Issued") }
        return words.joined(separator: ",")
    }

    static let serviceCIDRs = TableColumns(
        columns: [name, column("CIDRs", "The ranges of addresses."), age],
        cells: { object, now in
            let range = ServiceCIDR(json: object)
            return [
                .string(range.name), .string(range.spec.cidrs.joined(separator: ",")), CellText.age(range.metadata, now),
            ]
        })

    static let ipAddresses = TableColumns(
        columns: [name, column("ParentRef", "The object that has the address.")],
        cells: { object, _ in
            let address = NetworkingIPAddress(json: object)
            guard let parent = address.spec.parentRef else { return [.string(address.name), .string(CellText.none)] }
            let place = [parent.group, parent.resource, parent.namespace, parent.name].filter { !$0.isEmpty }
            return [.string(address.name), .string(place.joined(separator: "/"))]
        })

    static let flowSchemas = TableColumns(
        columns: [
            name, column("PriorityLevel", "The priority level that serves the requests."),
            column("MatchingPrecedence", "The lowest number has a request that several schemas take."),
            column("DistinguisherMethod", "How requests are told apart into flows."), age,
            column("MissingPL", "Whether the priority level does not exist."),
        ],
        cells: { object, now in
            let schema = FlowSchema(json: object)
            let dangling = schema.status.conditions.first { $0.type == "Dangling" }?.status ?? "?"
            return [
                .string(schema.name), .string(schema.spec.priorityLevelConfiguration.name),
                .string("\(schema.spec.matchingPrecedence)"), CellText.orNone(schema.spec.distinguisherMethod?.type ?? ""),
                CellText.age(schema.metadata, now), .string(dangling),
            ]
        })

    static let priorityLevels = TableColumns(
        columns: [
            name, column("Type", "Whether requests are limited."),
            column("NominalConcurrencyShares", "Its share of the requests served at the same time."),
            column("Queues", "How many queues there are."), column("HandSize", "How many queues a flow is spread over."),
            column("QueueLengthLimit", "How many requests may wait in a queue."), age,
        ],
        cells: { object, now in
            let level = PriorityLevelConfiguration(json: object)
            let limited = level.spec.limited
            let queuing = limited?.limitResponse.queuing
            func number(_ value: Int32?) -> JSONValue { .string(value.map { "\($0)" } ?? CellText.none) }
            return [
                .string(level.name), .string(level.spec.type), number(limited.map { $0.nominalConcurrencyShares ?? 0 }),
                number(queuing?.queues), number(queuing?.handSize), number(queuing?.queueLengthLimit),
                CellText.age(level.metadata, now),
            ]
        })
}

/// Numbers of the kernel's routing interface: linux/netlink.h, rtnetlink.h, if_link.h, if_addr.h, netfilter/nf_tables.h.
enum Kernel {
    static let netlinkRoute: Int32 = 0
    static let netlinkNetfilter: Int32 = 12
    static let solNetlink: Int32 = 270
    static let optionCapAck: Int32 = 10
    static let optionExtendedAck: Int32 = 11

    static let messageError: UInt16 = 2
    static let messageDone: UInt16 = 3
    static let newLink: UInt16 = 16
    static let deleteLink: UInt16 = 17
    static let getLink: UInt16 = 18
    static let newAddress: UInt16 = 20
    static let deleteAddress: UInt16 = 21
    static let getAddress: UInt16 = 22
    static let newRoute: UInt16 = 24
    static let deleteRoute: UInt16 = 25
    static let getRoute: UInt16 = 26

    static let getRulesetGeneration: UInt16 = 10 << 8 | 16
    static let rulesetGenerationID: UInt16 = 1

    static let flagRequest: UInt16 = 0x1
    static let flagAck: UInt16 = 0x4
    static let flagDump: UInt16 = 0x300
    static let flagReplace: UInt16 = 0x100
    static let flagExclusive: UInt16 = 0x200
    static let flagCreate: UInt16 = 0x400
    static let flagAckAttributes: UInt16 = 0x200

    static let linkUp: UInt32 = 0x1
    static let linkPromiscuous: UInt32 = 0x100
    static let linkAddress: UInt16 = 1
    static let linkName: UInt16 = 3
    static let linkMTU: UInt16 = 4
    static let linkPeerIndex: UInt16 = 5
    static let linkMaster: UInt16 = 10
    static let linkInfo: UInt16 = 18
    static let linkNamespaceDescriptor: UInt16 = 28
    static let linkExtendedMask: UInt16 = 29
    static let linkInfoKind: UInt16 = 1
    static let linkInfoData: UInt16 = 2
    static let linkInfoPortKind: UInt16 = 4
    static let linkInfoPortData: UInt16 = 5
    static let vethPeer: UInt16 = 1
    static let bridgePortHairpin: UInt16 = 4
    static let bridgePortIsolated: UInt16 = 33
    static let skipStatistics: UInt32 = 8

    static let addressAddress: UInt16 = 1
    static let addressLocal: UInt16 = 2
    static let addressBroadcast: UInt16 = 4

    static let routeDestination: UInt16 = 1
    static let routeOutput: UInt16 = 4
    static let routeGateway: UInt16 = 5
    static let routePriority: UInt16 = 6
    static let routeSource: UInt16 = 7
    static let routeTable: UInt16 = 15
    static let routeTableMain: UInt8 = 254
    static let routeTypeUnicast: UInt8 = 1
}

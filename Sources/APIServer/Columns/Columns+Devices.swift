import JSON
import KubeAPI
import Schema

extension Columns {
    static let deviceObjects = TableColumns(
        columns: [name, age],
        cells: { object, now in
            let device = DeviceClass(json: object)
            return [.string(device.name), CellText.age(device.metadata, now)]
        })

    static let resourceClaims = TableColumns(
        columns: [name, column("State", "What has become of the claim."), age],
        cells: { object, now in
            let claim = DynamicResourceClaim(json: object)
            return [.string(claim.name), .string(state(claim)), CellText.age(claim.metadata, now)]
        })

    private static func state(_ claim: DynamicResourceClaim) -> String {
        var states: [String] = []
        if claim.isBeingDeleted { states.append("deleted") }
        if claim.status.allocation == nil {
            if !claim.isBeingDeleted { states.append("pending") }
        } else {
            states.append("allocated")
            if !claim.status.reservedFor.isEmpty { states.append("reserved") }
        }
        return states.joined(separator: ",")
    }

    static let resourceSlices = TableColumns(
        columns: [
            name, column("Node", "The node that the devices are on."), column("Driver", "The devices' driver."),
            column("Pool", "The pool of the devices."), age,
        ],
        cells: { object, now in
            let slice = ResourceSlice(json: object)
            return [
                .string(slice.name), .string(slice.spec.nodeName.isEmpty ? "<unset>" : slice.spec.nodeName),
                .string(slice.spec.driver),
                .string(slice.spec.pool.name), CellText.age(slice.metadata, now),
            ]
        })
}

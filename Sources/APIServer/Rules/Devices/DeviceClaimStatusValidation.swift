import Addresses
import JSON

/// What a scheduler and drivers may write into the status of a claim.
enum DeviceClaimStatusValidation {
    static func check(_ claim: JSONValue, _ old: JSONValue, into errors: inout FieldErrors) {
        let status = claim["status"] ?? .emptyObject
        let before = old["status"] ?? .emptyObject
        let users = status.list("reservedFor")
        errors.checkEach("status.reservedFor", users, atMost: 256, key: { .string($0.text("uid")) }) { path, user, errors in
            for key in ["resource", "name", "uid"] where user.text(key).isEmpty { errors.required("\(path).\(key)") }
        }
        let allocated = Set((status[path: "allocation", "devices"]?.list("results") ?? []).map(identity))
        errors.checkEach("status.devices", status.list("devices"), atMost: .max, key: identity) { path, device, errors in
            checkDevice(path, device, allocated, &errors)
        }
        if !users.isEmpty {
            if !status.has("allocation") {
                errors.forbidden("status.reservedFor", "may not be specified when `allocated` is not set")
            } else if claim["metadata"]?.has("deletionTimestamp") == true {
                let known = Set(before.list("reservedFor"))
                if users.contains(where: { !known.contains($0) }) {
                    errors.forbidden(
                        "status.reservedFor",
                        "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set")
                }
            }
        }
        guard let allocation = status["allocation"], !allocation.isNull else { return }
        if before.has("allocation") {
            errors.checkImmutable("status.allocation", allocation, before["allocation"], as: "AllocationResult")
        } else {
            let requests = claim[path: "spec", "devices"]?.list("requests") ?? []
            checkAllocation(allocation, DeviceClaimValidation.RequestNames(requests), &errors)
        }
    }

    /// What a device is known by.
    private static func identity(_ device: JSONValue) -> JSONValue {
        var identity: JSONValue = [
            "Driver": .string(device.text("driver")), "Pool": .string(device.text("pool")),
            "Device": .string(device.text("device")),
        ]
        if device.has("shareID") { identity["ShareID"] = device["shareID"] }
        return identity
    }

    private static func checkDevice(
        _ path: String, _ device: JSONValue, _ allocated: Set<JSONValue>, _ errors: inout FieldErrors
    ) {
        DeviceNames.checkDriver("\(path).driver", device.text("driver"), &errors)
        DeviceNames.checkPool("\(path).pool", device.text("pool"), &errors)
        errors.check("\(path).device", device.text("device"), NameRules.dns1123Label)
        if device.has("shareID") { DeviceNames.checkUID("\(path).shareID", device.text("shareID"), &errors) }
        if !allocated.contains(identity(device)) {
            errors.invalid(path, identity(device), "must be an allocated device in the claim")
        }
        let conditions = device.list("conditions")
        if conditions.count > 8 { errors.tooMany("\(path).conditions", conditions.count, 8) }
        ConditionValidation.check("\(path).conditions", conditions, into: &errors)
        if device.has("data") { DeviceClaimValidation.checkData("\(path).data", device["data"], &errors) }
        guard let network = device["networkData"], !network.isNull else { return }
        for (key, limit) in [("interfaceName", 256), ("hardwareAddress", 128)] where network.text(key).utf8.count > limit {
            errors.tooLong("\(path).networkData.\(key)", limit)
        }
        errors.checkEach("\(path).networkData.ips", network.list("ips"), atMost: 16, key: { $0 }) { path, address, errors in
            let parts = (address.stringValue ?? "").split(separator: "/", omittingEmptySubsequences: false)
            let isAddress =
                parts.count == 2 && IPAddress(String(parts[0])) != nil
                && Int(parts[1]).map { (0...(parts[0].contains(":") ? 128 : 32)).contains($0) } == true
            if !isAddress {
                errors.invalid(
                    path, address, "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)")
            }
        }
    }

    private static func checkAllocation(
        _ allocation: JSONValue, _ names: DeviceClaimValidation.RequestNames, _ errors: inout FieldErrors
    ) {
        let place = "status.allocation.devices"
        let devices = allocation["devices"] ?? .emptyObject
        errors.checkEach("\(place).results", devices.list("results"), atMost: 32) { path, result, errors in
            names.check("\(path).request", result.text("request"), &errors)
            DeviceNames.checkDriver("\(path).driver", result.text("driver"), &errors)
            DeviceNames.checkPool("\(path).pool", result.text("pool"), &errors)
            errors.check("\(path).device", result.text("device"), NameRules.dns1123Label)
            DeviceNames.checkBinding(path, result, &errors)
            if result.has("shareID") { DeviceNames.checkUID("\(path).shareID", result.text("shareID"), &errors) }
        }
        errors.checkEach("\(place).config", devices.list("config"), atMost: 64) { path, configuration, errors in
            errors.checkRequiredOneOf("\(path).source", configuration.text("source"), ["FromClaim", "FromClass"])
            names.checkEach("\(path).requests", configuration.list("requests"), &errors)
            DeviceClaimValidation.checkConfiguration(path, configuration, &errors)
        }
        if let selector = allocation["nodeSelector"], !selector.isNull {
            AffinityValidation.checkNodeSelector("status.allocation.nodeSelector", selector, into: &errors)
        }
    }
}

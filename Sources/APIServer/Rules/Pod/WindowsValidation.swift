import JSON

/// The checks of what only Windows has: credentials, user names and containers that are processes of the node.
enum WindowsValidation {
    static func check(_ path: String, _ options: JSONValue, into errors: inout FieldErrors) {
        if let name = options["gmsaCredentialSpecName"]?.stringValue {
            errors.check("\(path).gmsaCredentialSpecName", name, NameRules.dns1123Subdomain)
        }
        if let specification = options["gmsaCredentialSpec"]?.stringValue {
            if specification.isEmpty {
                errors.invalid("\(path).gmsaCredentialSpec", "", "gmsaCredentialSpec cannot be an empty string")
            } else if specification.utf8.count > 64 * 1024 {
                errors.invalid(
                    "\(path).gmsaCredentialSpec", .string(specification), "gmsaCredentialSpec size must be under 64 KiB")
            }
        }
        guard let user = options["runAsUserName"]?.stringValue else { return }
        for reason in reasons(against: user) { errors.invalid("\(path).runAsUserName", .string(user), reason) }
    }

    // MARK: User names

    /// `user` or `DOMAIN\user`.
    private static func reasons(against name: String) -> [String] {
        if name.isEmpty { return ["runAsUserName cannot be an empty string"] }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return ["runAsUserName cannot contain control characters"] }
        let parts = name.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else { return ["runAsUserName cannot contain more than one backslash"] }
        let user = parts.last ?? ""
        var reasons: [String] = []
        if parts.count == 2 { reasons += reasonsAgainst(domain: parts[0]) }
        if user.isEmpty {
            reasons.append("runAsUserName's User cannot be empty")
        } else if user.utf8.count > 104 {
            reasons.append("runAsUserName's User length must not be longer than 104 characters")
        }
        if !user.isEmpty, user.utf8.allSatisfy({ " .".utf8.contains($0) }) {
            reasons.append("runAsUserName's User cannot contain only periods or spaces")
        }
        if user.utf8.contains(where: { #""/\:;|=,+*?<>@[]"#.utf8.contains($0) }) {
            reasons.append(#"runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]"#)
        }
        return reasons
    }

    private static func reasonsAgainst(domain: String) -> [String] {
        let length = domain.utf8.count >= 256 ? ["runAsUserName's Domain length must be under 256 characters"] : []
        let isNetBIOS =
            (1...15).contains(domain.utf8.count) && domain.utf8.first != UInt8(ascii: ".")
            && !domain.utf8.contains { #"\/:*?"<>|"#.utf8.contains($0) }
        let isDNS = domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            NameRules.dns1123Label($0.lowercased()).isEmpty
        }
        return isNetBIOS || isDNS ? length : length + ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]
    }

    // MARK: Containers that are processes of the node

    /// Either every container of a Pod is one, or none.
    static func checkHostProcess(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        let ofPod = spec[path: "securityContext", "windowsOptions", "hostProcess"]?.boolValue
        var total = 0
        var count = 0
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.list(list).enumerated() {
                total += 1
                let own = container[path: "securityContext", "windowsOptions", "hostProcess"]?.boolValue
                if let ofPod, let own, own != ofPod {
                    errors.invalid(
                        "\(path).\(list)[\(index)].securityContext.windowsOptions.hostProcess", .bool(own),
                        "pod hostProcess value must be identical if both are specified, was \(ofPod)")
                }
                if own ?? ofPod ?? false { count += 1 }
            }
        }
        guard count > 0 else { return }
        if count != total {
            errors.invalid(
                path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers")
        }
        if spec["hostNetwork"]?.boolValue != true {
            errors.invalid("\(path).hostNetwork", false, "hostNetwork must be true if pod contains any hostProcess containers")
        }
    }
}

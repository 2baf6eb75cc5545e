/// The versions of the CNI protocol that the plugin speaks.
enum CNIVersion: String, CaseIterable {
    case v0_3_0 = "0.3.0"
    case v0_3_1 = "0.3.1"
    case v0_4_0 = "0.4.0"
    case v1_0_0 = "1.0.0"
    case v1_1_0 = "1.1.0"

    static let newest = CNIVersion.v1_1_0

    /// Before 1.0 a result names the IP version of every address.
    var tagsAddressVersion: Bool { self == .v0_3_0 || self == .v0_3_1 || self == .v0_4_0 }
    /// CHECK came with 0.4.0.
    var hasCheck: Bool { self != .v0_3_0 && self != .v0_3_1 }
    /// GC and STATUS came with 1.1.0, and so did the MTU of an interface in the result.
    var hasStatus: Bool { self == .v1_1_0 }
}

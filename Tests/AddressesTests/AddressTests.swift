import Addresses
import Testing

@Suite struct AddressTests {
    @Test(arguments: ["0.0.0.0", "10.42.0.1", "255.255.255.255", "1.2.3.4"])
    func ipv4IsWrittenAsRead(_ text: String) throws {
        #expect(try #require(IPv4Address(text)).description == text)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4 ", "a.b.c.d", "1.2.3.-4",
        "1.2.3.4/8",
    ])
    func malformedIPv4IsRefused(_ text: String) { #expect(IPv4Address(text) == nil) }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("fe80::1:0:0:1", "fe80::1:0:0:1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
        ("::ffff:1.2.3.4", "::ffff:1.2.3.4"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("1::", "1::"),
    ])
    func ipv6IsWrittenCanonically(_ text: String, _ canonical: String) throws {
        #expect(try #require(IPv6Address(text)).description == canonical)
    }

    @Test(arguments: [
        "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1.2.3", "1.2.3.4", "fe80::1%eth0",
        "1:2:3:4:5:6:7::8",
    ])
    func malformedIPv6IsRefused(_ text: String) { #expect(IPv6Address(text) == nil) }

    @Test func bytesAndAddressesAreTheSame() throws {
        let address = try #require(IPv4Address("10.42.1.5"))
        #expect(address.bytes == [10, 42, 1, 5])
        #expect(IPv4Address(bytes: address.bytes) == address)
        #expect(IPv4Address(bytes: [1, 2, 3]) == nil)
        let v6 = try #require(IPv6Address("2001:db8::5"))
        #expect(IPv6Address(bytes: v6.bytes) == v6)
    }

    @Test func theLastAddressHasNoSuccessor() throws {
        #expect(try #require(IPv4Address("255.255.255.255")).advanced(by: 1) == nil)
        #expect(try #require(IPv4Address("10.0.0.255")).advanced(by: 1)?.description == "10.0.1.0")
    }
}

@Suite struct CIDRTests {
    @Test func hostBitsAreDropped() throws {
        let block = try #require(IPv4CIDR("10.42.1.77/24"))
        #expect(block.description == "10.42.1.0/24")
        #expect(block.count == 256)
        #expect(block.last.description == "10.42.1.255")
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "/8", "10.0.0.0/8/8", "x/8"])
    func malformedBlocksAreRefused(_ text: String) { #expect(IPv4CIDR(text) == nil) }

    @Test func membershipFollowsThePrefix() throws {
        let block = try #require(IPv4CIDR("10.42.0.0/16"))
        #expect(try block.contains(#require(IPv4Address("10.42.255.255"))))
        #expect(try !block.contains(#require(IPv4Address("10.43.0.0"))))
        #expect(try block.contains(#require(IPv4CIDR("10.42.3.0/24"))))
        #expect(try !block.contains(#require(IPv4CIDR("10.0.0.0/8"))))
        #expect(try block.overlaps(#require(IPv4CIDR("10.0.0.0/8"))))
        #expect(try #require(IPv4CIDR("0.0.0.0/0")).contains(#require(IPv4Address("255.0.0.1"))))
    }

    @Test func addressesAreFoundByTheirDistance() throws {
        let block = try #require(IPv4CIDR("10.42.1.0/30"))
        #expect(block.address(at: 3)?.description == "10.42.1.3")
        #expect(block.address(at: 4) == nil)
        #expect(block.address(at: -1) == nil)
        #expect(try block.offset(of: #require(IPv4Address("10.42.1.2"))) == 2)
        #expect(try block.offset(of: #require(IPv4Address("10.42.2.2"))) == nil)
        #expect(block.map(\.description) == ["10.42.1.0", "10.42.1.1", "10.42.1.2", "10.42.1.3"])
    }

    @Test func subnetsAreCutInOrder() throws {
        let block = try #require(IPv4CIDR("10.42.0.0/16"))
        #expect(block.subnet(at: 0, prefixLength: 24)?.description == "10.42.0.0/24")
        #expect(block.subnet(at: 255, prefixLength: 24)?.description == "10.42.255.0/24")
        #expect(block.subnet(at: 256, prefixLength: 24) == nil)
        #expect(block.subnet(at: 0, prefixLength: 8) == nil)
        #expect(block.subnet(at: 1, prefixLength: 33) == nil)
        #expect(try #require(IPv4CIDR("255.255.255.0/24")).subnet(at: 1, prefixLength: 24) == nil)
    }

    @Test func hugeBlocksCountWithoutOverflow() throws {
        #expect(try #require(IPv6CIDR("::/0")).count == Int.max)
        #expect(try #require(IPv4CIDR("0.0.0.0/0")).count == 1 << 32)
        #expect(try #require(IPv6CIDR("fd00::/120")).count == 256)
        #expect(try Array(#require(IPv4CIDR("255.255.255.254/31"))).count == 2)
    }
}

@Suite struct AllocationBitmapTests {
    @Test func aSlotJustReleasedIsUsedLast() {
        var slots = AllocationBitmap(capacity: 3)
        #expect([slots.take(), slots.take()] == [0, 1])
        let released = slots.release(0)
        #expect(released)
        #expect([slots.take(), slots.take(), slots.take()] == [2, 0, nil])
    }

    @Test func slotsAreTakenOnce() {
        var slots = AllocationBitmap(capacity: 130)
        let first = slots.take(129)
        let second = slots.take(129)
        let outside = slots.take(130)
        #expect([first, second, outside] == [true, false, false])
        #expect(slots.taken == 1)
        #expect(slots.isTaken(129))
        #expect(!slots.isTaken(-1))
        let freed = slots.release(129)
        let again = slots.release(129)
        #expect([freed, again] == [true, false])
        #expect(slots.free == 130)
    }

    @Test func nothingCanBeTakenFromNothing() {
        var slots = AllocationBitmap(capacity: -4)
        #expect(slots.take() == nil)
        #expect(slots.capacity == 0)
    }

    @Test func countingGoesOnAfterARememberedSlot() {
        var slots = AllocationBitmap(capacity: 10)
        slots.continueAfter(8)
        #expect([slots.take(), slots.take()] == [9, 0])
    }
}

import PKI
import Testing

@Suite struct SecureRandomTests {
    @Test func randomTextsDiffer() {
        #expect(SecureRandom.hex(bytes: 16).count == 32)
        #expect(SecureRandom.hex(bytes: 16) != SecureRandom.hex(bytes: 16))
    }
}

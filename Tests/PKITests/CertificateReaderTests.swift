import PKI
import Testing

@Suite struct CertificateReaderTests {
    /// Subjects `O=ops, CN=jane, 1.3.6.1.4.1.57683.2=u-4711`, and the same with two of the last.
    private static let withUserID = """
        -----BEGIN CERTIFICATE-----
        MIIBoDCCAUagAwIBAgIUaAK2FI0ktsDYb1n6qIbq5FVT10YwCgYIKoZIzj0EAwIw
        NDEMMAoGA1UECgwDb3BzMQ0wCwYDVQQDDARqYW5lMRUwEwYJKwYBBAGDwlMCDAZ1
        LTQ3MTEwHhcNMjYxMTIzMTQ1OTA5WhcNMzYxMTIwMTQ1OTA5WjA0MQwwCgYDVQQK
        DANvcHMxDTALBgNVBAMMBGphbmUxFTATBgkrBgEEAYPCUwIMBnUtNDcxMTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABC9acAK9BNqisl/kVXeAYpDb/MW1j1nh/9I2
        4yFfpnxQqmlAxTXFcD/1Bp24mM5yzmWMeURH+1P1w+jAVGmpBkejNjA0MBMGA1Ud
        JQQMMAoGCCsGAQUFBwMCMB0GA1UdDgQWBBRnpWh+rFb8S1MDHrzIecJxYEIWxjAK
        BggqhkjOPQQDAgNIADBFAiEAqiOVpza7ejcDC4qFYXFRkzBZ2CCriuFVhNRBwpLX
        UOcCIG88uxfAtxawLJKFAkbBLc+g0zb/bSXja8wKOA8riUvh
        -----END CERTIFICATE-----
        """
    private static let withTwoUserIDs = """
        -----BEGIN CERTIFICATE-----
        MIIBujCCAWCgAwIBAgIUBJYmYhFJZvrvKdcK+jtZNDnZo4MwCgYIKoZIzj0EAwIw
        QTEMMAoGA1UECgwDb3BzMQ0wCwYDVQQDDARqYW5lMRAwDgYJKwYBBAGDwlMCDAFh
        MRAwDgYJKwYBBAGDwlMCDAFiMB4XDTI2MTEyMzE0NTkwOVoXDTM2MTEyMDE0NTkw
        OVowQTEMMAoGA1UECgwDb3BzMQ0wCwYDVQQDDARqYW5lMRAwDgYJKwYBBAGDwlMC
        DAFhMRAwDgYJKwYBBAGDwlMCDAFiMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        f34eoeSKzo9wgdE1ps1fm7gDbUMntK+Qq2HRLkjxa3SLJgotPyiTIpQ9PiS97J0f
        TnCoaAR9HZ3bhDeSL/Kqt6M2MDQwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0O
        BBYEFCEXD3vyVStSVT6vyyPMF0UWKwuhMAoGCCqGSM49BAMCA0gAMEUCIFvu8rf/
        IFP3Tm8V/lI+pYkzXDGgWn2W+o4zzppmm7eJAiEArMvslm72jsFQ7i/hrjxU1HTk
        OHYKolixISOFNxnC4So=
        -----END CERTIFICATE-----
        """

    @Test func userIDIsReadFromTheSubject() throws {
        let summary = try CertificateReader.summary(ofPEM: Self.withUserID)
        #expect(summary.commonName == "jane")
        #expect(summary.organizations == ["ops"])
        #expect(summary.userID == "u-4711")
    }

    @Test func certificateWithTwoUserIDsIsNobodys() {
        #expect(throws: PKIError.self) { try CertificateReader.summary(ofPEM: Self.withTwoUserIDs) }
    }
}

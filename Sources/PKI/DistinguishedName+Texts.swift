import SwiftASN1
import X509

extension DistinguishedName {
    /// The values of one attribute, in order. Throws `PKIError.malformedCertificate` for one in a form that is not text.
    func texts(of type: ASN1ObjectIdentifier) throws -> [String] {
        try flatMap { Array($0) }.filter { $0.type == type }.map { attribute in
            guard let text = String(attribute.value) else {
                throw PKIError.malformedCertificate("a name in a form that is not text")
            }
            return text
        }
    }
}

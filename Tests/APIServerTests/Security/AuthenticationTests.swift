import JSON
import PKI
import Testing
import Transport

@testable import APIServer

@Suite struct AuthenticationTests {
    private static let issuer = "https://kubernetes.default.svc.cluster.local"
    private static let now: Int64 = 1_800_000_000

    private let signer = TokenSigner.create()
    private let account = tree(#"{"kind":"ServiceAccount","metadata":{"name":"bot","namespace":"ci","uid":"u1"}}"#)
    private let pod = tree(
        #"{"kind":"Pod","metadata":{"name":"p","namespace":"ci","uid":"u2"},"spec":{"serviceAccountName":"bot","nodeName":"n1"}}"#
    )
    private let node = tree(#"{"kind":"Node","metadata":{"name":"n1","uid":"u3"}}"#)

    private func tokens(_ reader: FixedObjects, now: Int64 = Self.now) -> ServiceAccountTokenAuthenticator {
        ServiceAccountTokenAuthenticator(
            verifier: TokenVerifier([signer.publicKey]), issuer: Self.issuer, audiences: [Self.issuer], reader: reader,
            now: { now })
    }

    private func request(
        _ reader: FixedObjects, _ spec: String, user: UserInfo = UserInfo(name: "admin"), account: String = "bot"
    ) async throws(StatusError) -> JSONValue {
        reader.set(tree(#"{"kind":"Namespace","metadata":{"name":"ci"}}"#))
        let resource = TokenRequestResource(
            signer: signer, issuer: Self.issuer, audiences: [Self.issuer], reader: reader,
            authorizer: RBACAuthorizer(reader: reader), now: { Self.now })
        let attributes = RequestAttributes(
            user: user, verb: "create", isResourceRequest: true, version: "v1", resource: "serviceaccounts",
            subresource: "token", namespace: "ci", name: account)
        return try await resource.create(["spec": tree(spec)], attributes: attributes)
    }

    private func token(_ answer: JSONValue) -> String { answer.text(path: "status", "token") }

    @Test func issuedTokenIsAcceptedWithItsPodAndNode() async throws {
        let reader = FixedObjects(account, pod, node)
        let answer = try await request(
            reader, #"{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u2"},"expirationSeconds":600}"#)
        #expect(answer[path: "spec", "expirationSeconds"] == 600)
        #expect(answer.text(path: "status", "expirationTimestamp") == "2027-01-15T08:10:00Z")
        let verdict = try await tokens(reader).authenticate(token: token(answer), audiences: [])
        guard case .accepted(let user, let audiences) = verdict else { return #expect(Bool(false), "\(verdict)") }
        #expect(user.name == "system:serviceaccount:ci:bot")
        #expect(user.uid == "u1")
        #expect(user.groups == ["system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"])
        #expect(user.extra["authentication.kubernetes.io/pod-name"] == ["p"])
        #expect(user.extra["authentication.kubernetes.io/node-uid"] == ["u3"])
        #expect(audiences == [Self.issuer])
    }

    @Test func tokenDiesWithItsAccountItsPodAndItsTime() async throws {
        let reader = FixedObjects(account, pod, node)
        let bound = token(
            try await request(reader, #"{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p"}}"#))
        let free = token(try await request(reader, "{}"))
        var recreated = pod
        recreated[path: ["metadata", "uid"]] = "u9"
        reader.set(recreated)
        #expect(
            try await tokens(reader).authenticate(token: bound, audiences: [])
                == .refused("pod UID (u9) does not match service account pod ref claim (u2)"))
        #expect(
            try await tokens(reader, now: Self.now + 3600).authenticate(token: free, audiences: [])
                == .refused("service account token has expired"))
        reader.remove(account)
        #expect(
            try await tokens(reader).authenticate(token: free, audiences: [])
                == .refused(#"serviceaccounts "bot" not found"#))
    }

    @Test func tokenForAnotherAudienceIsRefused() async throws {
        let reader = FixedObjects(account)
        let other = token(try await request(reader, #"{"audiences":["vault"]}"#))
        guard case .refused = try await tokens(reader).authenticate(token: other, audiences: []) else {
            return #expect(Bool(false))
        }
        guard case .accepted(_, ["vault"]) = try await tokens(reader).authenticate(token: other, audiences: ["vault", "x"])
        else { return #expect(Bool(false)) }
    }

    @Test func tokenOfAnotherClusterIsUnknown() async throws {
        let reader = FixedObjects(account)
        let answer = try await request(reader, "{}")
        let stranger = ServiceAccountTokenAuthenticator(
            verifier: TokenVerifier([TokenSigner.create().publicKey]), issuer: Self.issuer, audiences: [Self.issuer],
            reader: reader, now: { Self.now })
        #expect(try await stranger.authenticate(token: token(answer), audiences: []) == .unknown)
    }

    @Test func badTokenRequestsAreRefusedAsKubernetesDoes() async throws {
        let reader = FixedObjects(account, pod)
        await #expect {
            try await request(reader, #"{"expirationSeconds":60}"#)
        } throws: {
            ($0 as? StatusError)?.message
                == #"TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes"#
        }
        await #expect { try await request(reader, "{}", account: "ghost") } throws: { ($0 as? StatusError)?.code == 404 }
        await #expect {
            try await request(reader, #"{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"old"}}"#)
        } throws: {
            ($0 as? StatusError)?.code == 409
        }
        await #expect {
            try await request(reader, "{}", user: UserInfo(name: "system:node:n2", groups: ["system:nodes"]))
        } throws: {
            ($0 as? StatusError)?.code == 403
        }
        await #expect {
            try await request(
                reader, #"{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p"}}"#,
                user: UserInfo(name: "system:node:n2", groups: ["system:nodes"]))
        } throws: {
            ($0 as? StatusError)?.code == 403
        }
    }

    @Test func nodeGetsTokensOnlyForTheAudiencesOfItsPodsVolumes() async throws {
        let node1 = UserInfo(name: "system:node:n1", groups: ["system:nodes"])
        func isAllowed(_ reader: FixedObjects, _ audience: String) async -> Bool {
            let spec = #"{"audiences":["\#(audience)"],"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u2"}}"#
            return (try? await request(reader, spec, user: node1)) != nil
        }
        var mounting = pod
        mounting[path: ["spec", "volumes"]] = tree(
            #"[{"name":"t","projected":{"sources":[{"serviceAccountToken":{"audience":"own"}}]}},{"name":"d","persistentVolumeClaim":{"claimName":"d"}}]"#
        )
        let reader = FixedObjects(
            account, node, mounting,
            tree(#"{"kind":"PersistentVolumeClaim","metadata":{"name":"d","namespace":"ci"},"spec":{"volumeName":"v"}}"#),
            tree(#"{"kind":"PersistentVolume","metadata":{"name":"v"},"spec":{"csi":{"driver":"disk"}}}"#),
            tree(#"{"kind":"CSIDriver","metadata":{"name":"disk"},"spec":{"tokenRequests":[{"audience":"vault"}]}}"#))
        #expect(await isAllowed(reader, "own"))
        #expect(await isAllowed(reader, "vault"))
        #expect(await !isAllowed(reader, "bank"))
    }

    @Test func onlyTokensForTheServerAloneLiveAYear() async throws {
        let reader = FixedObjects(account, pod, node)
        func life(_ audiences: String) async throws -> Int64? {
            let spec =
                #"{"audiences":\#(audiences),"expirationSeconds":3607,"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p"}}"#
            let claims = try #require(WebToken(token(try await request(reader, spec)))?.claims)
            return try JSONReader.read(claims)["exp"]?.intValue.map { $0 - Self.now }
        }
        #expect(try await life("[]") == 365 * 86_400)
        #expect(try await life(#"["\#(Self.issuer)","vault"]"#) == 3607)
    }

    @Test func requestsWithoutCredentialsAreAnonymousAndBadOnesAreRefused() async throws {
        let chain = StandardAuthentication.authenticator(
            tokens: StaticTokenAuthenticator(joinToken: "s3cret"), now: { Self.now })
        #expect(try await chain.authenticate(HTTPRequest("GET", "/")) == .anonymous)
        let join = try await chain.authenticate(HTTPRequest("GET", "/", headers: ["authorization": "Bearer s3cret"]))
        #expect(join?.groups == ["system:bootstrappers", "system:authenticated"])
        for header in ["Bearer ", "Basic YTpi", "Bearer"] {
            #expect(try await chain.authenticate(HTTPRequest("GET", "/", headers: ["Authorization": header])) == .anonymous)
        }
        for header in ["Bearer s3cre", "Bearer s3cret2", "Bearer a b"] {
            await #expect { try await chain.authenticate(HTTPRequest("GET", "/", headers: ["Authorization": header])) } throws: {
                ($0 as? StatusError)?.code == 401
            }
        }
    }

    @Test func emptyStaticTokenLetsNobodyIn() async throws {
        let tokens = StaticTokenAuthenticator(joinToken: "")
        #expect(try await tokens.authenticate(token: "", audiences: []) == .unknown)
    }

    @Test func certificateNamesUserAndGroupsAndStopsCountingWhenItEnds() async throws {
        let authority = try CertificateAuthority.create(commonName: "test")
        let issued = try authority.issue(.client(user: "jane", groups: ["ops", "dev"]))
        let der = try CertificateReader.ders(fromPEM: issued.certificatePEM)
        let request = HTTPRequest("GET", "/", peer: .certificates(der))
        let end = try CertificateReader.summary(ofDER: der[0]).notAfter
        let user = try await ClientCertificateAuthenticator(verifier: nil, now: { end - 1 }).authenticate(request)
        #expect(user?.name == "jane")
        #expect(Set(user?.groups ?? []) == ["ops", "dev"])
        await #expect(throws: StatusError.self) {
            try await ClientCertificateAuthenticator(verifier: nil, now: { end + 1 }).authenticate(request)
        }
    }

    @Test func impersonationNeedsTheRightForEveryPart() async throws {
        let reader = FixedObjects(
            tree(
                #"{"kind":"ClusterRole","metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["users"],"resourceNames":["bob"],"verbs":["impersonate"]}]}"#
            ),
            tree(
                #"{"kind":"ClusterRoleBinding","metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"User","name":"jane"}]}"#
            ))
        let impersonation = Impersonation(authorizer: RBACAuthorizer(reader: reader))
        let jane = UserInfo(name: "jane")
        func act(_ headers: HTTPHeaders) async throws -> UserInfo {
            let attributes = RequestAttributes(user: jane, verb: "get", isResourceRequest: false, path: "/")
            return try await impersonation.effectiveUser(for: attributes, in: HTTPRequest("GET", "/", headers: headers))
        }
        #expect(try await act(["Impersonate-User": "bob"]) == UserInfo(name: "bob", groups: ["system:authenticated"]))
        #expect(try await act([:]) == jane)
        await #expect {
            _ = try await act(["Impersonate-User": "bob", "Impersonate-Group": "system:masters"])
        } throws: {
            ($0 as? StatusError)?.message
                == #"groups "system:masters" is forbidden: User "jane" cannot impersonate resource "groups" in API group "" at the cluster scope"#
        }
        await #expect {
            _ = try await act(["Impersonate-Group": "ops"])
        } throws: {
            ($0 as? StatusError)?.code == 400
        }
    }
}

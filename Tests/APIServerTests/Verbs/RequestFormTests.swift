import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// What is asked in a way that nothing answers.
struct RequestFormTests {
    @Test(arguments: [
        ("abc", "invalid duration \"abc\""), ("5", "missing unit in duration \"5\""), ("-", "invalid duration \"-\""),
        ("1x", "unknown unit \"x\" in duration \"1x\""), ("1.2.3s", "invalid duration \"1.2.3s\""),
    ])
    func aTimeoutThatIsNoDurationIsRefused(text: String, problem: String) async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send("GET", "\(ConfigMaps.path)?timeout=\(text)")
            #expect(answer.status == 400)
            #expect(answer.body["message"] == .string("invalid timeout specified in the request URL - time: \(problem)"))
            for good in ["32s", "1h2m3.5s", "100ms", "0"] {
                #expect(try await cluster.send("GET", "\(ConfigMaps.path)?timeout=\(good)").status == 200, "\(good)")
            }
        }
    }

    @Test func whatIsOnlyReadTakesNoOtherMethod() async throws {
        try await TestCluster.run { cluster in
            for path in ["/api", "/apis/apps/v1", "/api/v1", "/version", "/openid/v1/jwks"] {
                for method in ["POST", "HEAD", "OPTIONS"] {
                    let answer = try await cluster.send(method, path, [:])
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.body["message"] == "the server does not allow this method on the requested resource")
                }
            }
            // What lists groups does not look at the method.
            for path in ["/apis", "/apis/apps"] {
                let list = try await cluster.send("GET", path)
                #expect(try await cluster.send("POST", path, [:]).bytes == list.bytes)
            }
            #expect(try await cluster.send("POST", "/apis/none", [:]).status == 404)
        }
    }

    @Test func integersAreReadAsGoReadsThem() async throws {
        try await TestCluster.run { cluster in
            for (text, why) in [
                ("", "invalid syntax"), ("x", "invalid syntax"), ("99999999999999999999", "value out of range"),
            ] {
                let answer = try await cluster.send("GET", "\(ConfigMaps.path)?limit=\(text)")
                #expect(answer.status == 400)
                #expect(answer.body["message"] == .string("strconv.ParseInt: parsing \"\(text)\": \(why)"))
            }
        }
    }
}

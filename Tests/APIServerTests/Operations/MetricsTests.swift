import APIServer
import JSON
import TestSupport
import Testing
import Transport

struct MetricsTests {
    @Test func requestsAreCountedAsDashboardsAskForThem() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            _ = try await cluster.send("GET", "\(ConfigMaps.path)/cm")
            _ = try await cluster.send("GET", "\(ConfigMaps.path)/none")
            _ = try await cluster.send("GET", "/api/v1/pods")
            _ = try await cluster.send("POST", "\(ConfigMaps.path)?dryRun=All", ConfigMaps.object("other"))
            let text = try await cluster.send("GET", "/metrics").text
            for line in [
                #"apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="GET",version="v1"} 1"#,
                #"apiserver_request_total{code="404",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="GET",version="v1"} 1"#,
                #"apiserver_request_total{code="201",component="apiserver",dry_run="All",group="",resource="configmaps",scope="resource",subresource="",verb="POST",version="v1"} 1"#,
                #"apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"} 1"#,
                #"apiserver_request_duration_seconds_count{component="apiserver",dry_run="",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"} 1"#,
                #"apiserver_storage_objects{resource="configmaps"} 1"#,
                #"apiserver_current_inflight_requests{request_kind="readOnly"} 1"#,
                #"apiserver_flowcontrol_current_executing_requests{flow_schema="exempt",priority_level="exempt"} 1"#,
                #"apiserver_resource_objects{group="",resource="configmaps"} 1"#,
            ] { #expect(text.contains(line + "\n"), "\(line)") }
            for name in [
                "apiserver_request_sli_duration_seconds_bucket", "apiserver_response_sizes_sum",
                "etcd_request_duration_seconds_count",
                "authentication_attempts", "authorization_attempts_total", "apiserver_audit_event_total",
                "apiserver_admission_controller_admission_duration_seconds_bucket", "process_resident_memory_bytes",
                "process_cpu_seconds_total", "process_open_fds", "process_max_fds",
                "apiserver_client_certificate_expiration_seconds_bucket", "# TYPE apiserver_audit_level_total",
                #"apiserver_admission_step_admission_duration_seconds_count{operation="CREATE",rejected="false",type="admit"}"#,
                #"apiserver_admission_controller_admission_duration_seconds_count{name="ResourceQuota""#,
                #"etcd_request_duration_seconds_count{group="",operation="create",resource="configmaps",type="configmaps"}"#,
                "kubernetes_build_info{",
            ] { #expect(text.contains("\n" + name), "\(name)") }
        }
    }

    @Test func eventsOfWatchesAreCountedWithTheirSize() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            _ = try await cluster.send("GET", "\(ConfigMaps.path)?watch=true&timeoutSeconds=1").text
            let text = try await cluster.send("GET", "/metrics").text
            let labels = #"group="",kind="ConfigMap",resource="configmaps",version="v1""#
            #expect(text.contains("apiserver_watch_events_total{\(labels)} 1\n"))
            #expect(text.contains("apiserver_watch_events_sizes_bucket{\(labels),le=\"1024\"} 1\n"))
            #expect(text.contains("apiserver_watch_events_sizes_count{\(labels)} 1\n"))
        }
    }

    @Test func openWatchesAreCounted() async throws {
        try await TestCluster.run { cluster in
            func running() async throws -> Bool {
                try await cluster.send("GET", "/metrics").text.contains(
                    #"apiserver_longrunning_requests{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 1"#
                )
            }
            var response: HTTPResponse? = try await cluster.exchange.send(
                HTTPRequest("GET", ConfigMaps.path, query: "watch=true"))
            #expect(response?.status == 200)
            #expect(try await running())
            response = nil
            #expect(try await running() == false)
        }
    }

    /// Names that only a client has thought of make no series.
    @Test func clientsCannotMakeMetricsGrow() async throws {
        try await TestCluster.run { cluster in
            let before = try await cluster.send("GET", "/metrics").text.split(separator: "\n").count
            for index in 0..<200 {
                _ = try await cluster.send("GET", "/apis/group\(index)/v1/things\(index)/name")
                _ = try await cluster.send("GET", "\(ConfigMaps.path)/cm/sub\(index)")
                _ = try await cluster.send("BREW\(index)", "/path\(index)")
            }
            let after = try await cluster.send("GET", "/metrics").text
            #expect(!after.contains("group7"))
            #expect(!after.contains("sub7"))
            #expect(!after.contains("BREW7"))
            #expect(after.split(separator: "\n").count < before + 500)
        }
    }
}

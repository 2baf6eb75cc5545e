import Files
import Metrics

/// How large the database is; an etcd tells that itself.
struct StoreFileMetrics: MetricSource {
    let layout: ClusterLayout
    let store: StoreLocation

    func write(to text: inout MetricsText) {
        guard case .sqlite = store else { return }
        let bytes = [layout.database, layout.database + "-wal"].compactMap { FileStatus(path: $0)?.size }.reduce(0, +)
        text.family("apiserver_storage_size_bytes", .gauge, "Bytes of the database and its log.")
        text.sample(["storage_cluster_id": "sqlite"], Int(bytes))
    }
}

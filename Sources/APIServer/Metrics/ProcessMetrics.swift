import Files
import Glibc
import Metrics
import Schema

/// The process in numbers, from proc(5).
struct ProcessMetrics: Sendable, MetricSource {
    private let start = Timestamp.now

    func write(to text: inout MetricsText) {
        // What follows the program's name in parentheses: state, then numbers; 12 and 13 are ticks of user and system.
        let status = ((try? FileSystem.readText("/proc/self/stat")) ?? "").split(separator: ")").last ?? ""
        let ticks = status.split(separator: " ").dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        text.family("process_cpu_seconds_total", .counter, "Processor time, of user and system.")
        text.sample([:], ticks / Double(max(1, sysconf(Int32(_SC_CLK_TCK)))))
        // Sizes in pages: all, resident.
        let pages = ((try? FileSystem.readText("/proc/self/statm")) ?? "").split(separator: " ").compactMap { Int($0) }
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        if pages.count > 1 {
            text.family("process_resident_memory_bytes", .gauge, "Memory in use.")
            text.sample([:], pages[1].multipliedReportingOverflow(by: pageSize).partialValue)
            text.family("process_virtual_memory_bytes", .gauge, "Address space in use.")
            text.sample([:], pages[0].multipliedReportingOverflow(by: pageSize).partialValue)
        }
        text.family("process_open_fds", .gauge, "Open file descriptors.")
        text.sample([:], FileSystem.names(in: "/proc/self/fd").count)
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(7), &limit) == 0 {
            text.family("process_max_fds", .gauge, "The most file descriptors that may be open.")
            text.sample([:], Int(clamping: limit.rlim_cur))
        }
        text.family("process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.")
        text.sample([:], Double(start.microseconds) / 1e6)
    }
}

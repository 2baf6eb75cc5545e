import Glibc

/// How many files and connections this process may have open at one time (getrlimit(2)).
package enum OpenFiles {
    /// Raises the limit to the most that is allowed, and returns it.
    @discardableResult
    package static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        let isRaised = withUnsafePointer(to: raised) { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), $0) == 0 }
        return Int(clamping: isRaised ? limit.rlim_max : limit.rlim_cur)
    }
}

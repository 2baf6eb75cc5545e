/// How long to wait after a step of a Pod's start failed: short at first, because what is missing is often on its way.
enum RetryDelay {
    static func seconds(afterFailures failures: Int, limit: Double = 10) -> Double {
        min(0.25 * Double(1 << min(max(failures - 1, 0), 20)), limit)
    }
}

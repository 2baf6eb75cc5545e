import GRPCCore
import GRPCTransport
import Store

/// What a failed call means: whether it may have had an effect, and what to tell the caller.
///
/// etcd tells its errors apart by gRPC code and message; the messages are those of etcd 3.4 to 3.6.
enum EtcdVerdict {
    /// It had no effect, and would have none elsewhere.
    case refused(StoreError)
    /// It had no effect, but another member may do it.
    case notSent(String)
    /// Nobody knows.
    case noAnswer(String)

    init(_ failure: GRPCFailure) {
        let message = failure.error.message
        let cause = EtcdMembers.cause(failure.error)
        guard failure.wasSent else {
            self = .notSent(cause)
            return
        }
        if message.contains("maximum payload size") {
            self = .refused(.tooLarge("etcd's answer is larger than a message may be"))
            return
        }
        switch failure.error.code {
        case .resourceExhausted where message.contains("too many requests"): self = .notSent(cause)
        case .unavailable where message.contains("no leader"): self = .notSent(cause)
        case .resourceExhausted where message.contains("database space exceeded"):
            self = .refused(
                .full(
                    "etcd's quota is used up. Compact and defragment it, then run: etcdctl alarm disarm; "
                        + "or raise --quota-backend-bytes"))
        case .outOfRange where message.contains("compacted"): self = .refused(.compacted(oldest: 0))
        case .outOfRange where message.contains("future revision"): self = .refused(.future(current: 0))
        case .invalidArgument where message.contains("too large"),
            .resourceExhausted where message.contains("larger than max"):
            self = .refused(.tooLarge("etcd refuses a request of this size; raise its --max-request-bytes"))
        case .dataLoss: self = .refused(.corrupt("etcd: \(message)"))
        case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied, .unauthenticated,
            .unimplemented, .outOfRange, .resourceExhausted:
            self = .refused(.unavailable("etcd: \(message)"))
        default: self = .noAnswer(cause)
        }
    }
}

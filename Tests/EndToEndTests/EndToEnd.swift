import Testing

/// What a user does, against real clusters: stock clients, real containers. One test at a time, since some of them kill the
/// processes that the others use.
@Suite(.serialized) enum EndToEnd {}

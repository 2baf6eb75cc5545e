// swift-tools-version: 6.2
import PackageDescription

// The layers of the package. An arrow (a target dependency) only ever points down this file.

let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (Context.environment["SWIFTLET_CHECK"] == nil ? [] : [.treatAllWarnings(as: .error)])

func layer(
    _ name: String, uses local: [String] = [], packages: [Target.Dependency] = [], excluding: [String] = []
) -> Target {
    .target(
        name: name,
        dependencies: local.map { .byName(name: $0) } + packages,
        exclude: ["README.md"] + excluding,
        swiftSettings: strict)
}

func tests(_ name: String, uses local: [String], packages: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: local.map { .byName(name: $0) } + packages,
        resources: resources,
        swiftSettings: strict)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let http: [Target.Dependency] =
    nio + [
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
    ]
let grpc: [Target.Dependency] = [
    .product(name: "GRPCCore", package: "grpc-swift-2"),
    .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
    .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
    .product(name: "SwiftProtobuf", package: "swift-protobuf"),
]
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let component = ["KubeClient", "KubeAPI", "Schema", "JSON", "Addresses", "AsyncTools", "Metrics"]

let package = Package(
    name: "swiftlet",
    products: [.executable(name: "swiftlet", targets: ["swiftlet"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // Foundations: no Kubernetes words.
        .target(name: "CLinux", exclude: ["README.md"]),
        layer("JSON"),
        .systemLibrary(name: "CZlib"),
        layer("Encodings", uses: ["CZlib"]),
        layer("AsyncTools"),
        layer("Metrics", uses: ["AsyncTools"]),
        layer("Files", uses: ["CLinux"]),
        layer("Processes", uses: ["CLinux"]),
        layer("Addresses"),
        layer("RegularExpressions"),
        layer("Schema", uses: ["JSON", "Encodings"]),
        layer("CEL", uses: ["JSON", "Schema", "Encodings", "Addresses", "RegularExpressions"]),

        // Model and drivers.
        layer("KubeAPI", uses: ["Schema", "JSON"], packages: [.product(name: "Yams", package: "Yams")]),
        layer(
            "Store", uses: ["AsyncTools", "Encodings", "Files"],
            packages: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                crypto, log,
            ]),
        layer("Transport", uses: ["AsyncTools", "Encodings"], packages: http + [crypto, log]),
        layer(
            "PKI", uses: ["AsyncTools", "Encodings", "Files"],
            packages: [
                crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]),
        layer(
            "GRPCTransport", uses: ["AsyncTools"],
            packages: grpc + [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            ]),
        layer("ContainerRuntime", uses: ["AsyncTools", "GRPCTransport"], packages: grpc + [log], excluding: ["Proto"]),
        layer(
            "EtcdStore", uses: ["Store", "GRPCTransport", "AsyncTools"], packages: grpc + [log], excluding: ["Proto"]),
        layer("Netlink", uses: ["CLinux", "Addresses", "AsyncTools", "Processes"]),

        // Client.
        layer(
            "KubeClient", uses: ["KubeAPI", "Schema", "JSON", "Encodings", "Transport", "AsyncTools", "Metrics"],
            packages: [log, lifecycle]),

        // Components: none imports another.
        layer(
            "APIServer",
            uses: [
                "KubeAPI", "Schema", "JSON", "Encodings", "Store", "Transport", "PKI", "Addresses", "AsyncTools", "Files", "CEL",
                "RegularExpressions", "Metrics",
            ],
            packages: [crypto, log, lifecycle]),
        layer("Controllers", uses: component + ["PKI"], packages: [crypto, log, lifecycle]),
        layer("Scheduler", uses: component, packages: [log, lifecycle]),
        layer(
            "Kubelet", uses: component + ["ContainerRuntime", "Transport", "PKI", "Encodings", "Files", "CLinux"],
            packages: nio + [log, lifecycle]),
        layer("ServiceProxy", uses: component + ["Netlink", "CLinux"], packages: [log, lifecycle]),
        layer("PodNetwork", uses: component + ["Netlink", "Files", "CLinux"], packages: [log, lifecycle]),
        layer("ClusterDNS", uses: component + ["Netlink", "Files"], packages: nio + [log, lifecycle]),

        // Assembly.
        layer(
            "Distribution",
            uses: [
                "APIServer", "Controllers", "Scheduler", "Kubelet", "ServiceProxy", "PodNetwork", "ClusterDNS",
                "KubeClient", "KubeAPI", "Schema", "JSON", "Store", "EtcdStore", "Transport", "PKI", "ContainerRuntime",
                "Netlink",
                "Addresses", "AsyncTools", "Encodings", "Files", "Processes", "CLinux", "Metrics",
            ],
            packages: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                crypto, log, lifecycle, signals,
            ] + nio),
        .executableTarget(
            name: "swiftlet",
            dependencies: ["Distribution"],
            swiftSettings: strict),

        // Tests.
        layer(
            "TestSupport",
            uses: ["APIServer", "KubeClient", "KubeAPI", "Schema", "JSON", "Store", "Transport", "PKI", "AsyncTools"],
            packages: [log]),
        layer("NetworkTestSupport", uses: ["Netlink", "Addresses"]),
        layer("StoreTestSupport", uses: ["Store", "EtcdStore", "AsyncTools"], packages: [log]),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Processes"], exclude: ["Clients", "Manifests"], swiftSettings: strict),
        tests("AsyncToolsTests", uses: ["AsyncTools"]),
        tests("RegularExpressionsTests", uses: ["RegularExpressions"]),
        tests("CELTests", uses: ["CEL", "JSON"]),
        tests("EncodingsTests", uses: ["Encodings"]),
        tests("FilesTests", uses: ["Files"]),
        tests("ProcessesTests", uses: ["Processes"]),
        tests("JSONTests", uses: ["JSON"]),
        tests("SchemaTests", uses: ["Schema", "JSON"]),
        tests("KubeAPITests", uses: ["KubeAPI", "Schema", "JSON"], resources: [.copy("Golden")]),
        tests(
            "DurabilityTests",
            uses: ["StoreTestSupport", "Store", "EtcdStore", "Transport", "PKI", "Files", "Processes", "JSON", "AsyncTools"]),
        tests(
            "StoreTests", uses: ["StoreTestSupport", "Store", "EtcdStore", "PKI", "AsyncTools"],
            packages: [.product(name: "GRDB", package: "GRDB.swift"), log]),
        tests("TransportTests", uses: ["Transport", "PKI", "AsyncTools"], packages: http + [log]),
        tests("PKITests", uses: ["PKI", "AsyncTools", "Files"]),
        tests("NetlinkTests", uses: ["Netlink", "Processes", "Addresses", "CLinux"]),
        tests("AddressesTests", uses: ["Addresses"]),
        tests(
            "KubeClientTests",
            uses: ["KubeClient", "KubeAPI", "Schema", "JSON", "Transport", "AsyncTools", "Metrics", "TestSupport"]),
        tests(
            "APIServerTests",
            uses: [
                "APIServer", "KubeClient", "KubeAPI", "Schema", "JSON", "Store", "Transport", "PKI", "AsyncTools", "TestSupport",
                "Addresses", "Files", "Encodings",
            ], packages: [crypto, .product(name: "CryptoExtras", package: "swift-crypto"), log],
            resources: [.copy("Golden")]),
        tests(
            "ControllersTests",
            uses: ["Controllers", "APIServer", "KubeClient", "KubeAPI", "Schema", "JSON", "AsyncTools", "PKI", "TestSupport"]),
        tests(
            "SchedulerTests",
            uses: ["Scheduler", "APIServer", "KubeClient", "KubeAPI", "Schema", "JSON", "AsyncTools", "TestSupport"]),
        tests(
            "GRPCTransportTests", uses: ["GRPCTransport"],
            packages: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests(
            "KubeletTests",
            uses: [
                "Kubelet", "Files", "KubeClient", "KubeAPI", "Schema", "JSON", "ContainerRuntime", "Transport", "PKI",
                "AsyncTools", "TestSupport",
            ],
            packages: [
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"), log,
            ]),
        tests(
            "ServiceProxyTests",
            uses: [
                "NetworkTestSupport", "ServiceProxy", "Netlink", "Processes", "CLinux", "KubeAPI", "Schema", "JSON", "Addresses",
            ]),
        tests(
            "PodNetworkTests",
            uses: [
                "NetworkTestSupport", "PodNetwork", "Netlink", "Processes", "KubeAPI", "Schema", "JSON", "Addresses", "CLinux",
            ]),
        tests(
            "ClusterDNSTests",
            uses: ["ClusterDNS", "Files", "Netlink", "CLinux", "AsyncTools", "KubeAPI", "Schema", "JSON", "Addresses"],
            packages: nio),
    ]
)

// Fuzzing needs the sanitizer in every target, so it is a build of its own (`make fuzz`).
if Context.environment["SWIFTLET_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "APIServer", "CEL", "ClusterDNS", "JSON", "KubeAPI", "PKI", "PodNetwork", "RegularExpressions", "Schema",
                "Transport",
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

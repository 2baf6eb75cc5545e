import APIServer
import JSON
import TestSupport
import Testing

/// A custom kind to try things on.
enum Gadgets {
    static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    static let name = "gadgets.example.org"
    static let path = "/apis/example.org/v1/namespaces/default/gadgets"

    /// - Parameter spec: the schema of `spec`.
    static func definition(spec: JSONValue = Self.spec, more versions: [JSONValue] = []) -> JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string(name)],
            "spec": [
                "group": "example.org", "scope": "Namespaced",
                "names": ["plural": "gadgets", "kind": "Gadget", "shortNames": ["gd"], "categories": ["all"]],
                "versions": .array([version("v1", spec: spec, isStored: true)] + versions),
            ],
        ]
    }

    static func version(_ name: String, spec: JSONValue, isStored: Bool = false) -> JSONValue {
        [
            "name": .string(name), "served": true, "storage": .bool(isStored),
            "schema": [
                "openAPIV3Schema": [
                    "type": "object",
                    "properties": [
                        "spec": spec,
                        "status": [
                            "type": "object",
                            "properties": ["ready": ["type": "integer"], "selector": ["type": "string"]],
                        ],
                    ],
                ]
            ],
            "subresources": [
                "status": [:],
                "scale": [
                    "specReplicasPath": ".spec.size", "statusReplicasPath": ".status.ready",
                    "labelSelectorPath": ".status.selector",
                ],
            ],
            "additionalPrinterColumns": [
                ["name": "Size", "type": "integer", "jsonPath": ".spec.size"],
                ["name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"],
            ],
            "selectableFields": spec[path: "properties", "color"] == nil ? [] : [["jsonPath": ".spec.color"]],
        ]
    }

    static let spec: JSONValue = [
        "type": "object", "required": ["size"],
        "properties": [
            "size": ["type": "integer", "default": 2, "minimum": 1, "maximum": 100],
            "color": ["type": "string", "enum": ["red", "blue"]],
            "code": ["type": "string", "pattern": "^[a-z]+$", "maxLength": 5],
            "port": ["x-kubernetes-int-or-string": true],
            "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
            "labels": ["type": "object", "additionalProperties": ["type": "string"]],
            "parts": [
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": [
                    "type": "object", "required": ["name"],
                    "properties": ["name": ["type": "string"], "weight": ["type": "number", "default": 1]],
                ],
            ],
        ],
    ]

    static func object(_ name: String, _ spec: JSONValue = ["size": 3], version: String = "v1") -> JSONValue {
        [
            "apiVersion": .string("example.org/\(version)"), "kind": "Gadget", "metadata": ["name": .string(name)],
            "spec": spec,
        ]
    }

    /// Creates a definition and waits until it is established.
    static func define(_ cluster: TestCluster, _ definition: JSONValue = definition()) async throws {
        let answer = try await cluster.send("POST", definitions, definition)
        #expect(answer.status == 201, "\(answer.text)")
        try await waitForCondition("Established", cluster)
    }

    static func waitForCondition(_ type: String, _ cluster: TestCluster, _ status: String = "True") async throws {
        for _ in 0..<2000 {
            let answer = try await cluster.send("GET", "\(definitions)/\(name)")
            let conditions = answer.body[path: "status", "conditions"]?.arrayValue ?? []
            if conditions.contains(where: { $0["type"]?.stringValue == type && $0["status"]?.stringValue == status }) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("the definition is not \(type)")
    }

    /// Runs a test on a server that serves gadgets.
    static func run(
        _ definition: JSONValue = definition(), _ body: @escaping @Sendable (TestCluster) async throws -> Void
    ) async throws {
        try await TestCluster.run { cluster in
            try await define(cluster, definition)
            try await body(cluster)
        }
    }
}

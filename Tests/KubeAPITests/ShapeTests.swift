import JSON
import KubeAPI
import Schema
import Testing

/// Every schema that a served kind reaches.
let reachableSchemas: [ObjectSchema] = {
    var found: [String: ObjectSchema] = [:]
    var open = (BuiltInTypes.all + BuiltInTypes.subresourceKinds).map(\.schema)
    while let schema = open.popLast() {
        guard found.updateValue(schema, forKey: schema.name) == nil else { continue }
        open += schema.fields.compactMap { element($0.type) }
    }
    return found.values.sorted { $0.name < $1.name }
}()

/// The object type inside lists and maps.
private func element(_ type: SchemaType) -> ObjectSchema? {
    switch type {
    case .object(let reference): reference.resolve()
    case .array(let inner), .map(let inner): element(inner)
    default: nil
    }
}

@Suite struct ShapeTests {
    @Test func wireNumbersAreUniqueWithinTheirMessage() {
        for schema in reachableSchemas {
            let numbers = schema.fields.filter { $0.number > 0 }.map { "\($0.inside ?? 0)/\($0.number)" }
            #expect(Set(numbers).count == numbers.count, "\(schema.name)")
        }
        #expect(reachableSchemas.count > 200)
    }

    @Test func everythingIsDescribedInSentences() {
        for schema in reachableSchemas {
            #expect(schema.description.hasSuffix("."), "\(schema.name)")
            for field in schema.fields { #expect(field.description.hasSuffix("."), "\(schema.name).\(field.name)") }
        }
    }

    @Test func mergeKeysAreFieldsOfTheElement() {
        for schema in reachableSchemas {
            for field in schema.fields {
                let keys = field.mergeKeys + [field.patchMergeKey].compactMap(\.self)
                for key in keys { #expect(element(field.type)?[key] != nil, "\(schema.name).\(field.name): \(key)") }
            }
            for case .atMostOne(let names) in schema.rules {
                for name in names { #expect(schema[name] != nil, "\(schema.name): \(name)") }
            }
        }
    }

    @Test func defaultsHaveTheTypeOfTheirFieldAndAreAllowed() throws {
        for schema in reachableSchemas {
            var object = JSONValue.emptyObject
            schema.applyDefaults(to: &object)
            let reading = try schema.read(object)
            #expect(reading.value == object, "\(schema.name)")
            for field in schema.fields where !field.oneOf.isEmpty {
                guard let text = field.defaultValue?.stringValue else { continue }
                #expect(field.oneOf.contains(text), "\(schema.name).\(field.name)")
            }
        }
    }

    @Test func fieldsAreReadAndWrittenByName() {
        var pod = Pod(name: "web", namespace: "default") { pod in
            pod.spec.containers = [
                Container {
                    $0.name = "a"
                    $0.ports = [ContainerPort { $0.containerPort = 80 }]
                    $0.resources.limits = ["cpu": Quantity(milli: 500)]
                }
            ]
        }
        #expect(pod.key == ObjectKey(namespace: "default", name: "web"))
        #expect(pod.spec.containers[0].ports[0].protocol == "TCP")
        #expect(pod.spec.restartPolicy == "Always")
        #expect(pod.spec.terminationGracePeriodSeconds == nil)
        #expect(pod.json[path: "spec", "containers"]?.arrayValue?.first?[path: "resources", "limits", "cpu"] == "500m")
        pod.metadata.labels["app"] = "web"
        #expect(pod.labels == ["app": "web"])
        #expect(!pod.spec.has(\.nodeName))
        pod.spec.nodeName = "node-1"
        #expect(pod.spec.has(\.nodeName))
    }

    @Test func fieldsThatNobodyDeclaredAreKept() {
        var service = KubeAPI.Service(json: ["spec": ["ports": [["port": 80]], "later": [1]], "more": true])
        service.spec.type = "NodePort"
        #expect(service.json == ["spec": ["ports": [["port": 80]], "later": [1], "type": "NodePort"], "more": true])
    }

    @Test func podTemplateGetsTheDefaultsOfTheServer() {
        var deployment: JSONValue = ["spec": ["template": ["spec": ["containers": [["name": "a", "image": "i"]]]]]]
        DeploymentShape.shape.schema.applyDefaults(to: &deployment)
        let spec = deployment["spec"]
        #expect(spec?["replicas"] == 1)
        #expect(spec?["progressDeadlineSeconds"] == 600)
        #expect(spec?[path: "strategy", "type"] == "RollingUpdate")
        let pod = spec?[path: "template", "spec"]
        #expect(pod?["dnsPolicy"] == "ClusterFirst")
        #expect(pod?["terminationGracePeriodSeconds"] == 30)
        #expect(pod?["containers"]?.arrayValue?.first?["terminationMessagePolicy"] == "File")
    }
}

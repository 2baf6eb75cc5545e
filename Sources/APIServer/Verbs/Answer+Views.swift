import KubeAPI

/// What cannot be shown as the client wants to see it.
extension StatusError {
    /// A 406 for who asks for one object as a list of metadata, or for a collection as the metadata of one object. Kubernetes
    /// names the type that it holds the answer in.
    static func notShown(of type: ResourceType, isCollection: Bool) -> StatusError {
        let goType = type.goType(isCollection: isCollection)
        return isCollection
            ? notAcceptable("you requested PartialObjectMetadata, but the requested object is a list (*\(goType))")
            : notAcceptable("you requested PartialObjectMetadataList, but the requested object is not a list (*\(goType))")
    }
}

extension ResourceType {
    /// `core.PodList`; custom objects are all of one type.
    fileprivate func goType(isCollection: Bool) -> String {
        guard UpdatePolicy.isBuiltIn(self) else {
            return isCollection ? "unstructured.UnstructuredList" : "unstructured.Unstructured"
        }
        let package = group.isEmpty || group == "events.k8s.io" ? "core" : group.prefix { $0 != "." }
        return "\(package).\(isCollection ? listKind : kind)"
    }
}

package import KubeAPI
package import Schema

extension Object where S: Resource {
    /// The owner that controls this object; at most one does.
    package var controllerOwner: OwnerReference? { metadata.ownerReferences.first { $0.controller ?? false } }

    package func isControlled(by owner: Object<some Resource>) -> Bool { controllerOwner?.uid == owner.uid }

    /// A reference that makes this object the controller of another, and a foreground deletion of this one wait for it.
    package var controllerReference: OwnerReference {
        OwnerReference {
            $0.apiVersion = S.type.apiVersion
            $0.kind = S.type.kind
            $0.name = name
            $0.uid = uid
            $0.controller = true
            $0.blockOwnerDeletion = true
        }
    }

    /// Names this object, for events and bindings.
    package var reference: ObjectReference {
        ObjectReference {
            $0.kind = S.type.kind
            if !namespace.isEmpty { $0.namespace = namespace }
            $0.name = name
            $0.uid = uid
            $0.apiVersion = S.type.apiVersion
            $0.resourceVersion = resourceVersion
        }
    }
}

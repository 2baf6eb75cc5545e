import KubeAPI
import KubeClient
import Schema

extension Object where S == PodTemplateSpecShape {
    /// A new Pod of the template, controlled by `owner`. The server makes up the end of its name.
    func pod(controlledBy owner: Object<some Resource>) -> Pod {
        var pod = Pod(name: "", namespace: owner.namespace)
        let template = self.metadata
        pod.metadata = ObjectMeta {
            $0.generateName = owner.name + "-"
            $0.namespace = owner.namespace
            if !template.labels.isEmpty { $0.labels = template.labels }
            if !template.annotations.isEmpty { $0.annotations = template.annotations }
            if !template.finalizers.isEmpty { $0.finalizers = template.finalizers }
            $0.ownerReferences = [owner.controllerReference]
        }
        pod.spec = self.spec
        return pod
    }
}

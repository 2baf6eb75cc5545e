"""Drives a server with `kr8s`: custom classes, server-side apply, label selection, watches, scaling, deletion."""

import os
import sys
import threading

import kr8s
from kr8s.objects import ConfigMap, Deployment, Namespace, new_class

api = kr8s.api(kubeconfig=sys.argv[1])
NAMESPACE = "kr8s-client"

assert api.version()["major"] == "1"
namespace = Namespace({"metadata": {"name": NAMESPACE}}, api=api)
namespace.create()
assert namespace.exists()
print("created", flush=True)

maps = [
    ConfigMap({"metadata": {"name": f"m{i}", "namespace": NAMESPACE, "labels": {"n": str(i % 2)}}, "data": {"i": str(i)}}, api=api)
    for i in range(6)
]
for item in maps:
    item.create()
assert len(list(api.get("configmaps", namespace=NAMESPACE, label_selector={"n": "1"}))) == 3
maps[0].patch({"data": {"i": "zero"}})
maps[0].refresh()
assert maps[0].data.i == "zero"
maps[0].label({"extra": "yes"})
maps[0].annotate({"note": "kept"})
maps[0].refresh()
assert maps[0].labels["extra"] == "yes" and maps[0].annotations["note"] == "kept"
print("selected", flush=True)

seen = []


def follow():
    for event, item in api.watch("configmaps", namespace=NAMESPACE):
        seen.append((event, item.name))
        if (event, item.name) == ("DELETED", "m5"):
            return


watcher = threading.Thread(target=follow, daemon=True)
watcher.start()
for _ in range(100):
    if len(seen) >= 6:
        break
    threading.Event().wait(0.1)
maps[5].delete()
watcher.join(20)
assert seen[-1] == ("DELETED", "m5"), seen
print("watched", flush=True)

deployment = Deployment(
    {
        "metadata": {"name": "web", "namespace": NAMESPACE},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "registry.local/web:1"}]},
            },
        },
    },
    api=api,
)
deployment.create()
deployment.patch({"spec": {"replicas": 3}}, subresource="scale")
deployment.refresh()
assert deployment.replicas == 3, deployment.raw
print("scaled", flush=True)

Lease = new_class("Lease", version="coordination.k8s.io/v1", namespaced=True)
lease = Lease({"metadata": {"name": "l", "namespace": NAMESPACE}, "spec": {"holderIdentity": "me"}}, api=api)
lease.create()
assert list(api.get("leases.coordination.k8s.io", namespace=NAMESPACE))[0].spec.holderIdentity == "me"
namespace.delete()
print("deleted", flush=True)

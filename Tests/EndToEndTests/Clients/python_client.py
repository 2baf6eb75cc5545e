"""Drives a cluster with the `kubernetes` package from PyPI: lists, watches, creates, execs, deletes."""

import sys
import threading

from kubernetes import client, config, watch
from kubernetes.stream import stream

config.load_kube_config(sys.argv[1])
core = client.CoreV1Api()
namespace = "python-client"

nodes = core.list_node().items
assert nodes and any(c.type == "Ready" and c.status == "True" for c in nodes[0].status.conditions)
print("listed", len(nodes), "nodes")

core.create_namespace({"metadata": {"name": namespace}})
seen = []


def follow():
    for event in watch.Watch().stream(core.list_namespaced_pod, namespace, timeout_seconds=60):
        seen.append((event["type"], event["object"].status.phase))
        if event["object"].status.phase == "Running":
            return


watcher = threading.Thread(target=follow)
watcher.start()
for attempt in range(100):
    try:
        core.create_namespaced_pod(
            namespace,
            {
                "metadata": {"name": "box"},
                "spec": {
                    "terminationGracePeriodSeconds": 0,
                    "containers": [{"name": "box", "image": "registry.local/tools:1", "command": ["sleep", "3600"]}],
                },
            },
        )
        break
    except client.ApiException as error:
        # The namespace's default service account is made a moment after the namespace.
        assert error.status == 403, error
        threading.Event().wait(0.1)
watcher.join(60)
assert ("ADDED", "Pending") in seen and seen[-1][1] == "Running", seen
print("watched", seen)

answer = stream(
    core.connect_get_namespaced_pod_exec, "box", namespace, command=["echo", "from python"],
    stderr=True, stdin=False, stdout=True, tty=False,
)
assert answer.strip() == "from python", answer
print("executed", answer.strip())

core.delete_namespace(namespace)
print("deleted")

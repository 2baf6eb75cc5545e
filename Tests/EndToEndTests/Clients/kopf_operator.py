"""An operator written with `kopf`: every Gadget gets a ConfigMap, and its status says so."""

import asyncio
import sys
import threading

import kopf
import kubernetes

GROUP, VERSION, PLURAL = "operators.example", "v1", "gadgets"
NAMESPACE = "kopf-operator"

kubernetes.config.load_kube_config(sys.argv[1])
core = kubernetes.client.CoreV1Api()
extensions = kubernetes.client.ApiextensionsV1Api()
custom = kubernetes.client.CustomObjectsApi()

DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": f"{PLURAL}.{GROUP}"},
    "spec": {
        "group": GROUP,
        "scope": "Namespaced",
        "names": {"kind": "Gadget", "plural": PLURAL, "singular": "gadget"},
        "versions": [
            {
                "name": VERSION,
                "served": True,
                "storage": True,
                "subresources": {"status": {}},
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {"size": {"type": "integer", "minimum": 1}},
                            },
                            "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                        },
                    }
                },
            }
        ],
    },
}


@kopf.on.startup()
def configure(settings, **_):
    settings.persistence.finalizer = "operators.example/kopf"
    settings.posting.enabled = False


@kopf.on.create(GROUP, VERSION, PLURAL)
@kopf.on.update(GROUP, VERSION, PLURAL)
def reconcile(spec, name, namespace, patch, **_):
    data = {"size": str(spec["size"])}
    child = {"metadata": {"name": f"gadget-{name}"}, "data": data}
    kopf.adopt(child)
    try:
        core.create_namespaced_config_map(namespace, child)
    except kubernetes.client.ApiException as error:
        assert error.status == 409, error
        core.patch_namespaced_config_map(f"gadget-{name}", namespace, {"data": data})
    patch.status["observed"] = spec["size"]


@kopf.on.delete(GROUP, VERSION, PLURAL)
def forget(name, namespace, **_):
    core.delete_namespaced_config_map(f"gadget-{name}", namespace)


def wait(what, condition):
    for _ in range(300):
        try:
            if condition():
                print(what, flush=True)
                return
        except kubernetes.client.ApiException as error:
            if error.status != 404:
                raise
        threading.Event().wait(0.1)
    raise SystemExit(f"never {what}")


def gadget():
    return custom.get_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, "one")


def is_gone(read):
    try:
        read()
    except kubernetes.client.ApiException as error:
        return error.status == 404
    return False


extensions.create_custom_resource_definition(DEFINITION)
wait(
    "established",
    lambda: any(
        c.type == "Established" and c.status == "True"
        for c in extensions.read_custom_resource_definition(f"{PLURAL}.{GROUP}").status.conditions or []
    ),
)
core.create_namespace({"metadata": {"name": NAMESPACE}})

ready, stop = threading.Event(), threading.Event()


def operate():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(
        kopf.operator(namespaces=[NAMESPACE], standalone=True, ready_flag=ready, stop_flag=stop)
    )


@kopf.on.login()
def login(**kwargs):
    return kopf.login_via_client(**kwargs)


thread = threading.Thread(target=operate, daemon=True)
thread.start()
assert ready.wait(30), "the operator did not start"

try:
    custom.create_namespaced_custom_object(
        GROUP, VERSION, NAMESPACE, PLURAL,
        {"apiVersion": f"{GROUP}/{VERSION}", "kind": "Gadget", "metadata": {"name": "one"}, "spec": {"size": 0}},
    )
    raise SystemExit("a size below the minimum was accepted")
except kubernetes.client.ApiException as error:
    assert error.status == 422, error

custom.create_namespaced_custom_object(
    GROUP, VERSION, NAMESPACE, PLURAL,
    {"apiVersion": f"{GROUP}/{VERSION}", "kind": "Gadget", "metadata": {"name": "one"}, "spec": {"size": 3}},
)
wait("created", lambda: core.read_namespaced_config_map("gadget-one", NAMESPACE).data == {"size": "3"})
wait("reported", lambda: gadget().get("status", {}).get("observed") == 3)
custom.patch_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, "one", {"spec": {"size": 5}})
wait("updated", lambda: core.read_namespaced_config_map("gadget-one", NAMESPACE).data == {"size": "5"})
assert gadget()["metadata"]["finalizers"] == ["operators.example/kopf"], gadget()
custom.delete_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, "one")
wait("finalized", lambda: is_gone(gadget) and is_gone(lambda: core.read_namespaced_config_map("gadget-one", NAMESPACE)))
stop.set()
thread.join(30)
core.delete_namespace(NAMESPACE)
extensions.delete_custom_resource_definition(f"{PLURAL}.{GROUP}")
wait("removed", lambda: is_gone(lambda: extensions.read_custom_resource_definition(f"{PLURAL}.{GROUP}")))

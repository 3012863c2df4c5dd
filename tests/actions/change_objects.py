"""Objects that the tests of changes make, as their manifests."""

from __future__ import annotations

from typing import Any

KINDS = ("deployment", "statefulset", "daemonset")


def workload(kind: str, name: str, image: str = "web:1", replicas: int = 2, **spec: Any) -> dict[str, Any]:
    """Two pods of one container `main`; `spec` goes over the workload's own."""
    labels = {"app": name}
    made: dict[str, Any] = {
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {
                "containers": [{"name": "main", "image": image}],
                "tolerations": [{"operator": "Exists"}],
                "terminationGracePeriodSeconds": 0,
            },
        },
    }
    if kind != "daemonset":
        made["replicas"] = replicas
    if kind == "statefulset":
        made |= {"serviceName": name, "podManagementPolicy": "Parallel"}
    names = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
    return {
        "apiVersion": "apps/v1",
        "kind": names[kind],
        "metadata": {"name": name},
        "spec": {**made, **spec},
    }


def with_containers(thing: dict[str, Any], *containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """`thing` with these containers in its template, and `more` beside them."""
    thing["spec"]["template"]["spec"] |= {"containers": list(containers), **more}
    return thing

"""Which resources there are: the real server's own discovery documents (`data/discovery.json`), and which of
them the sandbox serves. Read by nearly everything here."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.cluster.status import JSON, qualified

DATA = Path(__file__).parent / "data"

# Groups a 1.20 server has and the sandbox has not: asking for them is 501, for any other 404.
ELSEWHERE = frozenset({
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
    "batch", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions",
    "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
})  # fmt: skip

_SERVED = {
    "v1": "configmaps endpoints events namespaces nodes pods secrets serviceaccounts services",
    "apps/v1": "controllerrevisions daemonsets deployments replicasets statefulsets",
    "autoscaling/v1": "horizontalpodautoscalers",
    "policy/v1beta1": "poddisruptionbudgets",
    "rbac.authorization.k8s.io/v1": "clusterrolebindings clusterroles rolebindings roles",
    "metrics.k8s.io/v1beta1": "nodes pods",
}
_WITH_STATUS = [
    "daemonsets",
    "deployments",
    "horizontalpodautoscalers",
    "namespaces",
    "nodes",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "services",
    "statefulsets",
]
SCALABLE = ("deployments", "replicasets", "statefulsets")


@dataclass(frozen=True, slots=True)
class Kind:
    group: str
    version: str
    plural: str
    name: str
    namespaced: bool

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def key(self) -> str:
        """How the store, and the server's own messages, call it: `deployments.apps`."""
        return qualified(self.plural, self.group)

    @property
    def has_status(self) -> bool:
        return self.plural in _WITH_STATUS and self.group != "metrics.k8s.io"


@cache
def discovery() -> dict[str, list[JSON]]:
    """{group version: its APIResourceList's resources}, as a real 1.20 server lists them."""
    found: dict[str, list[JSON]] = json.loads((DATA / "discovery.json").read_text("utf-8"))
    return found


@cache
def served() -> dict[tuple[str, str], Kind]:
    """{(group, plural): kind} of everything that is really there."""
    kinds = {}
    for group_version, resources in discovery().items():
        group, version = split(group_version)
        for resource in resources:
            plural = resource["name"]
            if plural in _SERVED.get(group_version, "").split():
                kind = Kind(group, version, plural, resource["kind"], resource["namespaced"])
                kinds[group, plural] = kind
    return kinds


def split(group_version: str) -> tuple[str, str]:
    group, _, version = group_version.rpartition("/")
    return group, version


def described(group: str, version: str, resource: str) -> JSON | None:
    """The discovery entry of a resource or `resource/subresource`."""
    group_version = f"{group}/{version}" if group else version
    return next((r for r in discovery().get(group_version, []) if r["name"] == resource), None)


def by_name(api_version: str, name: str) -> Kind | None:
    """The served kind an object names in its `apiVersion` and `kind`."""
    group, version = split(api_version)
    return next(
        (k for k in served().values() if (k.group, k.version, k.name) == (group, version, name)), None
    )


def kind(plural: str, group: str = "") -> Kind:
    return served()[group, plural]


def owner_kind(reference: dict[str, Any]) -> Kind | None:
    return by_name(str(reference.get("apiVersion", "")), str(reference.get("kind", "")))

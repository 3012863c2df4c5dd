"""Which pods and containers `logs` reads, chosen as kubectl chooses. Called by `logs`.

A workload stands for one of its pods: one that runs before one that does not, ready before not ready, and
the longest ready first. `ends` are the streams of one pod.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.actions.reading.ages import moment
from bot.actions.reading.discovery import find
from bot.actions.reading.lists import objects_of
from bot.actions.revisions import selector_text
from bot.domain.redaction import secret_name
from bot.errors import Refused
from bot.ports import Kube

DEFAULT = "kubectl.kubernetes.io/default-container"
_PHASES = {"Unknown": 1, "Pending": 2}


@dataclass(frozen=True)
class Stream:
    """One container of one pod. `secrets` are values its settings hold under secret-looking names."""

    pod: str
    container: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        return f"pod/{self.pod}/{self.container}"


async def pod_for(kube: Kube, namespace: str, kind: str, name: str) -> tuple[list[dict[str, Any]], str]:
    """The pods `kind/name` stands for, the one to read first, and the word for what it is."""
    resource = find(await kube.resources(), kind)
    if resource.plural == "pods":
        return [await kube.get(resource.path(namespace, name))], f"pod/{name}"
    title = f"{resource.kind.lower()}/{name}"
    chosen = _selector(resource.kind, title, await kube.get(resource.path(namespace, name)))
    pods = await pods_like(kube, namespace, chosen)
    if not pods:
        raise Refused(f"{title} has no pods (none match `{chosen}`). `describe {title}` shows why.")
    return sorted(pods, key=_worth), title


async def pods_like(kube: Kube, namespace: str, selector: str) -> list[dict[str, Any]]:
    return await objects_of(kube, f"/api/v1/namespaces/{namespace}/pods", {"labelSelector": selector})


def streams(pod: Mapping[str, Any], container: str, everything: bool) -> list[Stream]:
    """The containers of `pod` to read. Refused, naming those there are, when it has none of that name."""
    spec, name = pod["spec"], pod["metadata"]["name"]
    inside = _names(spec, "initContainers", "containers", "ephemeralContainers")
    secrets = _secrets(spec)
    if everything:
        return [Stream(name, one, secrets) for one in inside]
    if not container:
        return [Stream(name, default_container(pod), secrets)]
    if container not in inside:
        raise Refused(f"The pod {name} has no container `{container}`. It has: {', '.join(inside)}.")
    return [Stream(name, container, secrets)]


def default_container(pod: Mapping[str, Any]) -> str:
    """The one the pod's annotation names, else the first."""
    running = _names(pod["spec"], "containers")
    named = (pod["metadata"].get("annotations") or {}).get(DEFAULT)
    return named if named in running else running[0]


def others(pod: Mapping[str, Any]) -> str:
    """`web, side, setup (init)` when there is a choice, else empty."""
    running = _names(pod["spec"], "containers", "ephemeralContainers")
    first = [f"{name} (init)" for name in _names(pod["spec"], "initContainers")]
    return ", ".join([*running, *first]) if len(running) + len(first) > 1 else ""


def ended(pod: Mapping[str, Any]) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _names(spec: Mapping[str, Any], *fields: str) -> list[str]:
    return [str(one["name"]) for field in fields for one in spec.get(field) or []]


def _secrets(spec: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    env = [var for one in listed for var in one.get("env") or []]
    return tuple(str(var["value"]) for var in env if var.get("value") and secret_name(str(var["name"])))


def _selector(kind: str, title: str, obj: Mapping[str, Any]) -> str:
    selector = (obj.get("spec") or {}).get("selector")
    if kind in ("Service", "ReplicationController"):
        selector = {"matchLabels": selector} if selector else None
    if not isinstance(selector, Mapping) or not selector:
        raise Refused(f"{title} has no pods of its own, so there is no log. Name a pod or a workload.")
    return selector_text(selector)


def _worth(pod: Mapping[str, Any]) -> tuple[Any, ...]:
    """kubectl's order for logs: assigned, running, ready, longest ready, most restarts, oldest."""
    status = pod.get("status") or {}
    conditions = {one.get("type"): one for one in status.get("conditions") or []}
    ready = conditions.get("Ready") or {}
    is_ready = ready.get("status") == "True"
    since = (
        moment(ready["lastTransitionTime"]).timestamp()
        if is_ready and ready.get("lastTransitionTime")
        else 0.0
    )
    return (
        not pod["spec"].get("nodeName"),
        _PHASES.get(str(status.get("phase")), 0),
        not is_ready,
        since,
        -_restarts(status.get("containerStatuses") or []),
        moment(pod["metadata"]["creationTimestamp"]).timestamp(),
    )


def _restarts(statuses: Sequence[Mapping[str, Any]]) -> int:
    return max((int(one.get("restartCount") or 0) for one in statuses), default=0)

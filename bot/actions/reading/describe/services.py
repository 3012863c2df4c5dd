"""A service: where it leads, and whether anything stands there. Called by `describe`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import head, line, marks, several
from bot.actions.reading.discovery import newest
from bot.actions.reading.lists import objects_of
from bot.errors import Permanent
from bot.ports import Kube

_MOST = 10


async def service(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, meta = obj["spec"], obj["metadata"]
    chosen = ",".join(f"{key}={value}" for key, value in sorted((spec.get("selector") or {}).items()))
    text = head(obj) + marks(obj) + line("Selector", chosen or "<none>") + line("Type", spec.get("type"))
    text += line("IP", spec.get("clusterIP") or "None")
    if spec.get("externalName"):
        return text + line("External Name", spec["externalName"])
    outside = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    if spec.get("type") == "LoadBalancer":
        text += line("LoadBalancer Ingress", ", ".join(_outside(one) for one in outside) or "<pending>")
    text += "".join(line("Port", _port(one)) for one in spec.get("ports") or [])
    if spec.get("sessionAffinity", "None") != "None":
        text += line("Session Affinity", spec["sessionAffinity"])
    return text + await _endpoints(kube, meta["namespace"], meta["name"])


def _port(one: Mapping[str, Any]) -> str:
    name = f"{one['name']}  " if one.get("name") else ""
    node = f", node port {one['nodePort']}" if one.get("nodePort") else ""
    return f"{name}{one.get('port')}/{one.get('protocol', 'TCP')} to {one.get('targetPort')}{node}"


def _outside(one: Mapping[str, Any]) -> str:
    return str(one.get("ip") or one.get("hostname"))


async def _endpoints(kube: Kube, namespace: str, name: str) -> str:
    """Ready addresses, and those that are not: an empty first line is most service incidents."""
    slices = newest(await kube.resources(), "discovery.k8s.io", "endpointslices")
    try:
        if slices is not None:
            asked = {"labelSelector": f"kubernetes.io/service-name={name}"}
            found = await objects_of(kube, slices.path(namespace), asked)
            pairs = [pair for one in found for pair in _of_slice(one)]
        else:
            pairs = list(_of_endpoints(await kube.get(f"/api/v1/namespaces/{namespace}/endpoints/{name}")))
    except Permanent as problem:
        return line("Endpoints", f"not readable: {problem}")
    ready = [words for good, words in pairs if good]
    unready = [words for good, words in pairs if not good]
    text = several("Endpoints", _few(ready) or ["<none>: no ready pod matches the selector"])
    return text + (several("Not ready", _few(unready)) if unready else "")


def _of_slice(one: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    ports = ",".join(str(port.get("port")) for port in one.get("ports") or [])
    for endpoint in one.get("endpoints") or []:
        ready = (endpoint.get("conditions") or {}).get("ready") is not False
        for address in endpoint.get("addresses") or []:
            yield ready, _address(address, ports, endpoint)


def _of_endpoints(found: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    for subset in found.get("subsets") or []:
        ports = ",".join(str(port.get("port")) for port in subset.get("ports") or [])
        for ready, field in ((True, "addresses"), (False, "notReadyAddresses")):
            for one in subset.get(field) or []:
                yield ready, _address(one["ip"], ports, one)


def _address(address: str, ports: str, holder: Mapping[str, Any]) -> str:
    target = holder.get("targetRef") or {}
    return f"{address}:{ports}" + (
        f" ({target['kind'].lower()}/{target['name']})" if target.get("name") else ""
    )


def _few(words: Sequence[str]) -> list[str]:
    more = [f"and {len(words) - _MOST} more"] if len(words) > _MOST else []
    return [*sorted(words)[:_MOST], *more]

"""Ingresses, network policies and endpoints: which way traffic may take. Called by `describe`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.actions.reading.describe.lines import NONE, grid, head, line, marks, several
from bot.actions.revisions import selector_text
from bot.errors import Permanent
from bot.ports import Kube

_MOST_SERVICES, _MOST_ADDRESSES = 10, 20


async def ingress(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec, meta = obj["spec"], obj["metadata"]
    outside = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    text = head(obj) + marks(obj)
    text += line(
        "Address", ", ".join(str(one.get("ip") or one.get("hostname")) for one in outside) or "<pending>"
    )
    text += line("Ingress Class", spec.get("ingressClassName") or NONE)
    fallback = spec.get("defaultBackend") or spec.get("backend")
    paths = list(_paths(spec))
    wrong = await _missing(
        kube, meta["namespace"], [*(one for _, _, one in paths), *([fallback] if fallback else [])]
    )
    text += line("Default backend", _backend(fallback, wrong) if fallback else "<default>")
    tls = [_terminated(one) for one in spec.get("tls") or []]
    text += several("TLS", tls) if tls else ""
    return text + grid("Rules", ("Host", "Path", "Backend"),
                       [(host, path, _backend(one, wrong)) for host, path, one in paths])  # fmt: skip


def _terminated(one: Mapping[str, Any]) -> str:
    hosts = ", ".join(one.get("hosts") or ["*"])
    return f"{one.get('secretName') or 'the default certificate'} terminates {hosts}"


def _paths(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for rule in spec.get("rules") or []:
        for one in (rule.get("http") or {}).get("paths") or []:
            yield rule.get("host") or "*", one.get("path") or "/", one.get("backend") or {}


def _backend(one: Mapping[str, Any], wrong: Mapping[str, str]) -> str:
    name, port = _service(one)
    if not name:
        held = one.get("resource") or {}
        return f"{held.get('kind')}/{held.get('name')}"
    return f"{name}:{port}" + (f" ({wrong[name]})" if name in wrong else "")


def _service(one: Mapping[str, Any]) -> tuple[str, Any]:
    """Name and port, as networking.k8s.io/v1 has them or as the versions before it had."""
    held = one.get("service") or {}
    port = held.get("port") or {}
    return (held["name"], port.get("number") or port.get("name")) if held else (
        str(one.get("serviceName") or ""), one.get("servicePort"))  # fmt: skip


async def _missing(kube: Kube, namespace: str, backends: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What is wrong with the services that are led to: mostly that there is none of that name."""
    names = list(dict.fromkeys(name for one in backends if (name := _service(one)[0])))[:_MOST_SERVICES]

    async def look(name: str) -> str:
        try:
            await kube.get(f"/api/v1/namespaces/{namespace}/services/{name}")
        except Permanent as problem:
            return "no such service" if problem.code == "NotFound" else ""
        return ""

    said = await asyncio.gather(*(look(name) for name in names))
    return {name: one for name, one in zip(names, said, strict=True) if one}


async def network_policy(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    spec = obj["spec"]
    kinds = spec.get("policyTypes") or ["Ingress"]
    pods = selector_text(spec.get("podSelector") or {}) or "<none> (all pods of the namespace)"
    text = head(obj) + marks(obj) + line("PodSelector", pods)
    for kind, field, word in (("Ingress", "ingress", "From"), ("Egress", "egress", "To")):
        if kind not in kinds:
            text += line(
                f"Allowing {field} traffic", f"not affected by this policy ({field} is not its type)"
            )
        elif not spec.get(field):
            text += line(f"Allowing {field} traffic", f"<none> (the pods are isolated for {field})")
        else:
            text += f"Allowing {field} traffic:\n" + "".join(_rule(one, word) for one in spec[field])
    return text + line("Policy Types", ", ".join(kinds))


def _rule(rule: Mapping[str, Any], word: str) -> str:
    ports = [_port(one) for one in rule.get("ports") or []]
    text = line("To Port", ", ".join(ports) or "<any> (all ports)", 2)
    peers = rule.get(word.lower()) or []
    return text + ("".join(line(word, _peer(one), 2) for one in peers) or line(word, "<any>", 2))


def _port(one: Mapping[str, Any]) -> str:
    end = f"-{one['endPort']}" if one.get("endPort") else ""
    return f"{one.get('port', '<any>')}{end}/{one.get('protocol', 'TCP')}"


def _peer(one: Mapping[str, Any]) -> str:
    if block := one.get("ipBlock"):
        less = f" except {', '.join(block['except'])}" if block.get("except") else ""
        return f"IPBlock {block.get('cidr')}{less}"
    said = [f"{title} {selector_text(one[field]) or '<any>'}" for title, field in
            (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector"))
            if one.get(field) is not None]  # fmt: skip
    return ", ".join(said)


async def endpoints(kube: Kube, obj: Mapping[str, Any], now: datetime) -> str:
    text = head(obj) + marks(obj)
    if not obj.get("subsets"):
        return text + line("Subsets", f"{NONE}: no ready pod matches the service")
    text += "Subsets:\n"
    for subset in obj["subsets"]:
        for title, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            text += line(title, _addresses(subset.get(field) or []), 2)
        ports = [f"{one.get('name') or '<unset>'} {one.get('port')}/{one.get('protocol', 'TCP')}"
                 for one in subset.get("ports") or []]  # fmt: skip
        text += line("Ports", ", ".join(ports) or NONE, 2)
    return text


def _addresses(found: Sequence[Mapping[str, Any]]) -> str:
    more = f" and {len(found) - _MOST_ADDRESSES} more" if len(found) > _MOST_ADDRESSES else ""
    return (", ".join(_address(one) for one in found[:_MOST_ADDRESSES]) or NONE) + more


def _address(one: Mapping[str, Any]) -> str:
    target = one.get("targetRef") or {}
    return f"{one.get('ip')}" + (
        f" ({target['kind'].lower()}/{target['name']})" if target.get("name") else ""
    )

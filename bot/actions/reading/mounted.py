"""The exact values of the Secrets that pods mount or have in their environment, to be masked in their output.

Called by the reads of pods. Only what the bot's own account may read is known; Tocsin's manifests give it no
Secret, and then the patterns of `bot.domain.redaction` stand alone. Nothing of this is kept or said. The
cluster is asked first whether it may: what it may not read is not even tried, because refused reads of
Secrets are what other people's alarms listen to.
"""

from __future__ import annotations

import asyncio
import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.errors import Permanent
from bot.ports import Kube, Resource

MOST, SHORTEST, _AT_ONCE = 20, 6, 5
"""Secrets that are looked at, and characters a value needs: shorter ones stand in ordinary words."""

_SECRETS = Resource("", "v1", "secrets", "Secret", namespaced=True)
_TOKEN_TYPE, _TOKEN = "kubernetes.io/service-account-token", "token"
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


async def mounted_values(kube: Kube, objects: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Values of the Secrets of those `objects` that are pods: of the first twenty that they name."""
    pods = [one for one in objects if _is_pod(one)]
    named = dict.fromkeys(
        (one["metadata"].get("namespace", ""), name) for one in pods for name in _names(one)
    )
    slots = asyncio.Semaphore(_AT_ONCE)

    async def read(namespace: str, name: str) -> Mapping[str, Any]:
        async with slots:
            try:
                if not (await kube.allowed("get", _SECRETS, namespace, name)).allowed:
                    return {}
                found: Mapping[str, Any] = await kube.get(_SECRETS.path(namespace, name))
                return found
            except Permanent:
                return {}

    secrets = await asyncio.gather(*(read(*one) for one in list(named)[:MOST]))
    public = "\n".join(text for one in pods for text in _public(one))
    return tuple(sorted({value for one in secrets for value in _values(one) if value not in public}))


def _is_pod(one: Mapping[str, Any]) -> bool:
    return one.get("kind", "Pod") == "Pod" and "containers" in (one.get("spec") or {})


def _names(pod: Mapping[str, Any]) -> Iterator[str]:
    """The Secrets a pod's volumes and containers speak of."""
    spec = pod["spec"]
    for volume in spec.get("volumes") or []:
        yield from _named((volume.get("secret") or {}).get("secretName"))
        for source in (volume.get("projected") or {}).get("sources") or []:
            yield from _named((source.get("secret") or {}).get("name"))
    for container in (one for field in _CONTAINERS for one in spec.get(field) or []):
        for source in container.get("envFrom") or []:
            yield from _named((source.get("secretRef") or {}).get("name"))
        for variable in container.get("env") or []:
            yield from _named(((variable.get("valueFrom") or {}).get("secretKeyRef") or {}).get("name"))


def _named(name: Any) -> Iterator[str]:
    if isinstance(name, str) and name:
        yield name


def _values(secret: Mapping[str, Any]) -> Iterator[str]:
    """What it holds as text. Of an account's token only the token: its namespace and CA are no secrets."""
    data = secret.get("data") or {}
    for key in (_TOKEN,) if secret.get("type") == _TOKEN_TYPE else data:
        try:
            value = b64decode(data.get(key) or "", validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if len(value.strip()) >= SHORTEST:
            yield value


def _public(pod: Mapping[str, Any]) -> Iterator[str]:
    """What everybody may see of a pod: a Secret's `username: postgres` must not hide the image's name."""
    meta, spec = pod["metadata"], pod["spec"]
    yield from (str(meta.get(key) or "") for key in ("name", "namespace"))
    yield from (f"{key}={value}" for key, value in (meta.get("labels") or {}).items())
    for container in (one for field in _CONTAINERS for one in spec.get(field) or []):
        yield from (str(container.get(key) or "") for key in ("name", "image"))

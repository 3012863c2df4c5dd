"""A workload's spec small enough to carry along, to tell at the next look what changed. Pure.

Names, images and numbers of replicas stand as they are; everything else is a short digest, so that no value
of an environment is kept anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot.actions.reading.template_changes import changes

MOST_SAID = 6
_CONTAINERS = ("containers", "initContainers")
_PLAIN = ("name", "image", "env")


def sketch(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What is remembered of a workload's `spec`."""
    template = spec.get("template") or {}
    meta, pod = template.get("metadata") or {}, template.get("spec") or {}
    kept = {key: digest(value) for key, value in spec.items() if key not in ("template", "replicas")}
    pods: dict[str, Any] = {key: digest(value) for key, value in pod.items() if key not in _CONTAINERS}
    pods |= {field: [_container(one) for one in pod[field]] for field in _CONTAINERS if pod.get(field)}
    notes = {
        field: {key: digest(value) for key, value in (meta.get(field) or {}).items()}
        for field in ("labels", "annotations")
    }
    return {"replicas": spec.get("replicas"), "rest": kept, "template": {"metadata": notes, "spec": pods}}


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """`replicas 2 -> 5`, `web nginx:1.24 -> nginx:1.25`, `env of web: ~LEVEL`, `strategy`."""
    said = []
    if old["replicas"] != new["replicas"]:
        said.append(f"replicas {old['replicas']} -> {new['replicas']}")
    said += changes(old["template"], new["template"])
    before, after = old["rest"], new["rest"]
    said += sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return said


def in_words(said: list[str]) -> str:
    """The first of them, on one line."""
    more = [f"and {len(said) - MOST_SAID} more"] if len(said) > MOST_SAID else []
    return "; ".join([*said[:MOST_SAID], *more]) or "its spec"


def only_replicas(said: list[str]) -> bool:
    return len(said) == 1 and said[0].startswith("replicas ")


def digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _container(one: Mapping[str, Any]) -> dict[str, Any]:
    env = [{"name": entry.get("name"), "as": digest(entry)} for entry in one.get("env") or []]
    rest = {key: digest(value) for key, value in one.items() if key not in _PLAIN}
    return {"name": one.get("name"), "image": one.get("image"), "env": env, **rest}

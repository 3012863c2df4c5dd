"""Whole objects as YAML or JSON: what the cluster keeps for itself dropped, secrets masked.

Called by `get -o yaml|json`, by describe for kinds it has no words for, and by `rollout history`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.actions.reading.yaml_text import yaml_text
from bot.domain.redaction import redact_object


def cleaned(obj: Any) -> tuple[Any, int]:
    """`obj` without managedFields and with secret values masked, and how many were."""
    kept = obj
    if isinstance(obj, dict) and isinstance(obj.get("metadata"), dict):
        meta = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
        kept = {**obj, "metadata": meta}
    return redact_object(kept)


def printed(objects: Sequence[Any], form: str, one: bool) -> tuple[str, int]:
    """The objects as one YAML or JSON document, and how many values were masked.

    `one` object stands by itself; several, or those of a list, stand in a List, as kubectl has it.
    """
    clean, masked = [], 0
    for obj in objects:
        kept, count = cleaned(obj)
        clean.append(kept)
        masked += count
    whole = clean[0] if one and len(clean) == 1 else listed(clean)
    return document(whole, form), masked


def listed(items: Sequence[Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": list(items)}


def document(value: Any, form: str) -> str:
    if form == "json":
        return json.dumps(value, indent=4, sort_keys=True, ensure_ascii=False) + "\n"
    return yaml_text(value)

"""Whole objects as YAML or JSON: what the cluster keeps for itself dropped, secrets masked.

Called by `get -o yaml|json`, by describe for kinds it has no words for, and by `rollout history`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.actions.reading.yaml_text import yaml_text
from bot.domain.redaction import redact_object


def cleaned(obj: Any, known: Iterable[str] = ()) -> tuple[Any, int]:
    """`obj` without managedFields and with secret values masked, the `known` ones too; and how many were."""
    return redact_object(_kept(obj), known)


def all_cleaned(objects: Sequence[Any], known: Iterable[str] = ()) -> tuple[list[Any], int]:
    """Each of `objects` cleaned, and how many values were masked in all of them."""
    clean, masked = redact_object([_kept(one) for one in objects], known)
    return list(clean), masked


def printed(objects: Sequence[Any], form: str, one: bool) -> str:
    """Cleaned objects as one YAML or JSON document.

    `one` object stands by itself; several, or those of a list, stand in a List, as kubectl has it.
    """
    return document(objects[0] if one and len(objects) == 1 else listed(objects), form)


def listed(items: Sequence[Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": list(items)}


def document(value: Any, form: str) -> str:
    if form == "json":
        return json.dumps(value, indent=4, sort_keys=True, ensure_ascii=False) + "\n"
    return yaml_text(value)


def _kept(obj: Any) -> Any:
    if not isinstance(obj, dict) or not isinstance(obj.get("metadata"), dict):
        return obj
    return {
        **obj,
        "metadata": {key: value for key, value in obj["metadata"].items() if key != "managedFields"},
    }

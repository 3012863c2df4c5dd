"""What one pod template changed against another, in words. Pure; called by `rollout history`.

Values of environment variables are never said, only which variable it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ELSEWHERE = ("image", "env", "name")
_NOISE = "kubectl.kubernetes.io/restartedAt"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """`web nginx:1.24 -> nginx:1.25`, `env of web: +MODE -DEBUG ~LEVEL`, `resources of web`, `restarted`."""
    return [*_containers(old, new), *_pod(old, new), *_meta(old, new)]


def _containers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for field, what in (("initContainers", "init "), ("containers", "")):
        before, after = _by_name(old, field), _by_name(new, field)
        yield from (f"{what}container {name} removed" for name in before.keys() - after.keys())
        for name, one in after.items():
            if name not in before:
                yield f"{what}container {name} added ({one.get('image')})"
                continue
            earlier = before[name]
            if earlier.get("image") != one.get("image"):
                yield f"{name} {earlier.get('image')} -> {one.get('image')}"
            if said := _env(earlier, one):
                yield f"env of {name}: {said}"
            yield from (f"{key} of {name}" for key in _differing(earlier, one, _ELSEWHERE))


def _env(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """`+added -removed ~changed`; in another order alone is said too, because it restarts the pods."""
    before = {one["name"]: one for one in old.get("env") or []}
    after = {one["name"]: one for one in new.get("env") or []}
    words = [f"+{name}" for name in after if name not in before]
    words += [f"-{name}" for name in before if name not in after]
    words += [f"~{name}" for name, one in after.items() if name in before and before[name] != one]
    if not words and (old.get("env") or []) != (new.get("env") or []):
        return "in another order"
    return " ".join(words)


def _pod(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = old.get("spec") or {}, new.get("spec") or {}
    yield from _differing(before, after, ("containers", "initContainers"))


def _meta(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = old.get("metadata") or {}, new.get("metadata") or {}
    notes = [(one.get("annotations") or {}) for one in (before, after)]
    if notes[0].get(_NOISE) != notes[1].get(_NOISE) and _NOISE in notes[1]:
        yield "restarted"
    yield from (f"annotation {key}" for key in _differing(notes[0], notes[1], (_NOISE,)))
    yield from (
        f"label {key}" for key in _differing(before.get("labels") or {}, after.get("labels") or {}, ())
    )


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], but: tuple[str, ...]) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if key not in but and old.get(key) != new.get(key))


def _by_name(template: Mapping[str, Any], field: str) -> dict[str, Mapping[str, Any]]:
    return {str(one["name"]): one for one in (template.get("spec") or {}).get(field) or []}

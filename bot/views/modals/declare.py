"""The form that declares an incident, and how its answers are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.incident import Incident
from bot.domain.policy import Catalog, System
from bot.views import ids, kit, phrases
from bot.views.modals import frame

FIELDS = ("system", "severity", "title", "service", "kind")


def declare(
    catalog: Catalog,
    prefill: Mapping[str, Any],
    meta: Mapping[str, Any],
    twin: Incident | None = None,
) -> frame.View:
    """The form with what is known so far, under the names of `read_declare`.

    `meta` is where it was opened (channel, message). With a `twin` it is the same form once more, all
    that was typed still in it, and its submit declares anyway. A choice of system arrives at once as
    the action DECLARE_SYSTEM; render again then, because severities and services are the system's.
    """
    system = catalog.system(prefill.get("system")) or catalog.systems[0]
    kept = {name: value for name, value in meta.items() if name in ("channel", "ts", "permalink")}
    if isinstance(at := prefill.get("at"), datetime):
        kept["at"] = at.isoformat()
    blocks = [
        _twin(twin),
        _systems(catalog, system),
        _severities(system, prefill.get("severity")),
        frame.text(
            "title", "What is broken?", prefill.get("title") or "", placeholder="Checkout 5xx on /pay"
        ),
        _services(system, prefill.get("service")),
        _kinds(system, prefill.get("kind")),
        frame.boxes("flags", "Options", _FLAGS, [name for name in ("private", "drill") if prefill.get(name)]),
    ]
    kept |= {"anyway": True} if twin else {}
    kept |= {"system": system.id}
    submit = "Declare anyway" if twin else "Declare"
    return frame.modal(ids.DECLARE_MODAL, "Declare an incident", blocks, submit, kept)


def read_declare(view: Mapping[str, Any]) -> dict[str, Any]:
    """system, severity, title, service, kind (str or None), private, drill, anyway (bool), at (datetime
    or None), and channel, ts, permalink of the place it was opened from."""
    meta = frame.meta_of(view)
    flags = frame.ticked(view, "flags")
    return {
        "system": frame.said(view, "system") or meta.get("system"),
        "severity": frame.said(view, "severity") or None,
        "title": frame.said(view, "title"),
        "service": frame.said(view, "service") or None,
        "kind": frame.said(view, "kind") or None,
        "private": "private" in flags,
        "drill": "drill" in flags,
        "anyway": bool(meta.get("anyway")),
        "at": _moment(meta.get("at")),
        "channel": meta.get("channel"),
        "ts": meta.get("ts"),
        "permalink": meta.get("permalink"),
    }


def wrong_declare(view: Mapping[str, Any]) -> dict[str, str]:
    """What is missing, as `{block_id: what to do}`; empty when it can be declared."""
    read, wrong = read_declare(view), {}
    if not any(letter.isalnum() for letter in read["title"]):
        wrong[frame.block_of(view, "title")] = "Say in a few words what is broken."
    if not read["severity"]:
        wrong[frame.block_of(view, "severity")] = "Choose how bad it is. You can change it later."
    return wrong


def beside(view: Mapping[str, Any], message: str, field: str = "title") -> dict[str, str]:
    """A refusal shown beside the field it speaks of; the last resort is the first field everyone has."""
    return {frame.block_of(view, field): kit.cut(kit.plain(message), 300)}


def _twin(twin: Incident | None) -> kit.Block | None:
    if twin is None:
        return None
    place = f" in {kit.channel_link(twin.channel.id)}" if twin.channel else ""
    said = (
        f"⚠️ *{phrases.title(twin, 200)}* was declared a moment ago{place}. Close this form to join it there."
    )
    return kit.section(said)


def _systems(catalog: Catalog, chosen: System) -> kit.Block | None:
    if len(catalog.systems) < 2:
        return None
    options = [(system.id, system.name, system.description) for system in catalog.systems]
    return frame.select("system", "System", options, chosen.id, action_id=ids.DECLARE_SYSTEM)


def _severities(system: System, word: str | None) -> kit.Block | None:
    chosen = system.severity(word)
    options = [(severity.name, severity.name, severity.meaning) for severity in system.severities]
    label, hint = "Severity", "When in doubt choose the worse one; it is easy to lower."
    return frame.select(
        "severity", label, options, chosen.name if chosen else None, part=system.id, hint=hint
    )


def _services(system: System, word: str | None) -> kit.Block | None:
    chosen = system.service(word)
    options = [(service.name, service.label or service.name, "") for service in system.services]
    return frame.select(
        "service", "Service", options, chosen.name if chosen else None, optional=True, part=system.id
    )


def _kinds(system: System, word: str | None) -> kit.Block | None:
    chosen = system.kind(word)
    options = [
        (kind.name, kind.label or kind.name, "Opens a private channel." if kind.private else "")
        for kind in system.kinds
    ]
    return frame.select(
        "kind", "Kind", options, chosen.name if chosen else None, optional=True, part=system.id
    )


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


_FLAGS = [
    ("private", "Private", "Only people who are invited can see the channel."),
    ("drill", "Drill", "Practice: it counts in no figure."),
]

"""Forms that steer an incident: status update, severity, resolve, reopen. Each with its reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.views import ids, kit, phrases
from bot.views.modals import frame

_STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 240)


def update(incident: Incident, system: System, prefill: Mapping[str, str] | None = None) -> frame.View:
    """A status update, prefilled from the last one; `prefill` (known, doing, next) comes first."""
    given, last = prefill or {}, incident.update
    known = given.get("known") or (last.known if last else "")
    doing = given.get("doing") or (last.doing if last else "")
    blocks = [
        frame.text("known", "What do we know?", known, multiline=True),
        frame.text("doing", "What are we doing?", doing, multiline=True, optional=True),
        _next(incident, system, given.get("next", "")),
    ]
    title = f"Update {incident.ref}"
    return frame.modal(ids.UPDATE_MODAL, title, blocks, "Post update", _meta(incident))


def read_update(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, known, doing (str) and next (minutes as int, None when nothing is promised)."""
    minutes = frame.said(view, "next")[:5]
    return {
        "stream": _stream(view),
        "known": frame.said(view, "known"),
        "doing": frame.said(view, "doing"),
        "next": int(minutes) if minutes.isdecimal() and int(minutes) > 0 else None,
    }


def severity(incident: Incident, system: System) -> frame.View:
    options = [(one.name, one.name, one.meaning) for one in system.severities]
    blocks = [
        kit.section(f"{phrases.title(incident)} is *{kit.words(incident.severity, 40)}* now."),
        frame.select("severity", "New severity", options),
        frame.text("why", "Why?", optional=True, placeholder="All regions are affected now"),
    ]
    return frame.modal(ids.SEVERITY_MODAL, "Change severity", blocks, "Change", _meta(incident))


def read_severity(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, severity, why."""
    return {
        "stream": _stream(view),
        "severity": frame.said(view, "severity"),
        "why": frame.said(view, "why"),
    }


def resolve(incident: Incident) -> frame.View:
    blocks = [
        kit.section(f"Resolve *{phrases.title(incident)}*. The clock stops and the postmortem is drafted."),
        frame.text("summary", "What was it, and what fixed it?", incident.resolution, multiline=True),
        frame.radio("cause", "Is the root cause known?", [("yes", "Yes", ""), ("no", "Not yet", "")]),
        frame.text(
            "items",
            "Action items",
            multiline=True,
            optional=True,
            hint="One a line. Owners and dates can be added later with /incident task.",
        ),
    ]
    return frame.modal(ids.RESOLVE_MODAL, f"Resolve {incident.ref}", blocks, "Resolve", _meta(incident))


def read_resolve(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, summary, cause (bool or None), items (tuple of texts)."""
    lines = (line.strip(" \t-*•") for line in frame.said(view, "items").splitlines())
    return {
        "stream": _stream(view),
        "summary": frame.said(view, "summary"),
        "cause": {"yes": True, "no": False}.get(frame.said(view, "cause")),
        "items": tuple(line for line in lines if line),
    }


def reopen(incident: Incident) -> frame.View:
    blocks = [
        kit.section(f"Reopen *{phrases.title(incident)}*. The clock runs again."),
        frame.text("why", "What came back?", multiline=True),
    ]
    return frame.modal(ids.REOPEN_MODAL, f"Reopen {incident.ref}", blocks, "Reopen", _meta(incident))


def read_reopen(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, why."""
    return {"stream": _stream(view), "why": frame.said(view, "why")}


def _next(incident: Incident, system: System, asked: str) -> kit.Block | None:
    """Minutes to the next update: what was asked for, else the promise of the severity."""
    known = system.severity(incident.severity)
    every = int(known.update_every.total_seconds() // 60) if known and known.update_every else 0
    wanted = asked.strip().removesuffix("in").removesuffix("m").strip()
    chosen = int(wanted) if wanted.isdecimal() and 0 < int(wanted) <= 1440 else every
    steps = sorted({*_STEPS, chosen, every} - {0})
    name = kit.plain(incident.severity)
    options = [(str(n), f"in {n} min", f"the promise for {name}" if n == every else "") for n in steps]
    options += [] if every else [("0", "no promise", "")]
    return frame.select("next", "Next update", options, str(chosen))


def _meta(incident: Incident) -> dict[str, Any]:
    channel = incident.channel.id if incident.channel else ""
    return {"stream": incident.id, "channel": channel}


def _stream(view: Mapping[str, Any]) -> str:
    return str(frame.meta_of(view).get("stream") or "")

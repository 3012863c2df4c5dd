"""Forms that put something on record: action item, timeline entry, milestones. Each with its reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.domain.incident import MILESTONES, Incident
from bot.views import ids, kit, phrases
from bot.views.modals import frame


def action_item(incident: Incident, text: str = "", owner: str | None = None) -> frame.View:
    """Something to do afterwards; `text` is the message it is made from."""
    blocks = [
        kit.section(f"For *{phrases.title(incident)}*"),
        frame.text("text", "What is to be done?", text, multiline=True),
        frame.person("owner", "Owner", owner, hint="Reminded in working hours when it is due."),
        frame.day("due", "Due"),
    ]
    return frame.modal(ids.ACTION_ITEM_MODAL, "Action item", blocks, "Add", _meta(incident))


def read_action_item(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, text, owner (id or None), due (date or None; the end of that day in the owner's zone)."""
    return {
        "stream": _stream(view),
        "text": frame.said(view, "text"),
        "owner": frame.said(view, "owner") or None,
        "due": _date(frame.said(view, "due")),
    }


def timeline_entry(
    incident: Incident, now: datetime, text: str = "", at: datetime | None = None
) -> frame.View:
    """A note of something that happened, with its time in the reader's zone."""
    blocks = [
        kit.section(f"Into the timeline of *{phrases.title(incident)}*"),
        frame.text("text", "What happened?", text, multiline=True),
        frame.moment("at", "When?", at or now, hint="In your own time zone."),
    ]
    return frame.modal(ids.TIMELINE_MODAL, "Add to timeline", blocks, "Add", _meta(incident))


def read_timeline_entry(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, text, at (aware datetime or None)."""
    return {"stream": _stream(view), "text": frame.said(view, "text"), "at": frame.time_of(view, "at")}


def milestones(incident: Incident) -> frame.View:
    """All milestones with their times; a changed one is a correction, and the old value is kept."""
    labels = {name: name.capitalize() for name in MILESTONES}
    fields = [frame.moment(name, labels[name], incident.milestones.get(name)) for name in MILESTONES]
    intro = kit.section(f"When did it happen? *{phrases.title(incident)}*\nTimes are in your own time zone.")
    return frame.modal(ids.MILESTONES_MODAL, "Milestones", [intro, *fields], "Save", _meta(incident))


def read_milestones(view: Mapping[str, Any]) -> dict[str, Any]:
    """stream, and `times`: each milestone that has one, aware and to the minute Slack's picker knows."""
    times = {name: at for name in MILESTONES if (at := frame.time_of(view, name)) is not None}
    return {"stream": _stream(view), "times": times}


def notice(title: str, text: str) -> frame.View:
    """Only tells: something is being looked up, or it cannot be done and why."""
    shown = kit.section(kit.cut(kit.escape(text), 2900))
    return frame.modal(ids.NOTICE_MODAL, title, [shown], close="Close")


def loading() -> frame.View:
    """Opened at once, because Slack waits three seconds only; replaced when the rest is known."""
    return notice("One moment", "I am looking that up.")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _meta(incident: Incident) -> dict[str, Any]:
    channel = incident.channel.id if incident.channel else ""
    return {"stream": incident.id, "channel": channel}


def _stream(view: Mapping[str, Any]) -> str:
    return str(frame.meta_of(view).get("stream") or "")

"""Submitted modals: callback_id -> what they carry out. Called by `register`.

What cannot be done is said beside the field it is about, and the form stays open with everything typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.domain import commands as c
from bot.usecases import incidents, read
from bot.usecases.desk import Twin
from bot.views import ids, modals
from commands import approvals
from commands.door import Answer, Body, Form, Heard, Wrong, at
from commands.grammar.times import CLOSE_OF_DAY, zone_of
from commands.incident import carry_out, said

MOST_ITEMS = 20
MINUTE = timedelta(minutes=1)


def view_of(body: Body) -> dict[str, Any]:
    """The modal as it came back."""
    view = at(body, "view")
    return view if isinstance(view, dict) else {}


async def declare(heard: Heard) -> Answer:
    """Opens the incident; when one that looks the same is open, the form asks once more."""
    view = view_of(heard.body)
    if wrong := modals.wrong_declare(view):
        return Wrong(wrong)
    form = modals.read_declare(view)
    command = c.Declare(
        system=form["system"] or "", severity=form["severity"], title=said(form["title"]),
        service=form["service"], kind=form["kind"], private=form["private"], drill=form["drill"],
        at=form["at"], origin=form["channel"] or None, anyway=form["anyway"],
    )  # fmt: skip
    try:
        done = await incidents.declare(heard.desk, heard.asker, command)
    except Twin as twin:
        return Form(modals.declare(heard.desk.catalog, form, modals.meta_of(view), twin.incident))
    opening = "I am opening its channel and will invite you in a moment."
    return Form(modals.notice("Declared", f"✓ {done.incident.ref} {done.incident.severity}: {opening}"))


async def update(heard: Heard) -> Answer:
    form = modals.read_update(view_of(heard.body))
    next_by = heard.desk.clock.now() + form["next"] * MINUTE if form["next"] else None
    await carry_out(heard, form["stream"], c.PostUpdate(said(form["known"]), said(form["doing"]), next_by))
    return None


async def severity(heard: Heard) -> Answer:
    form = modals.read_severity(view_of(heard.body))
    await carry_out(heard, form["stream"], c.ChangeSeverity(form["severity"], said(form["why"])))
    return None


async def resolve(heard: Heard) -> Answer:
    """Resolves, then adds what is left to do, each as an action item of its own."""
    form = modals.read_resolve(view_of(heard.body))
    await carry_out(heard, form["stream"], c.Resolve(said(form["summary"]), form["cause"]))
    for number, text in enumerate(form["items"][:MOST_ITEMS]):
        await carry_out(heard, form["stream"], c.AddActionItem(said(text)), f"item-{number}")
    return None


async def reopen(heard: Heard) -> Answer:
    form = modals.read_reopen(view_of(heard.body))
    await carry_out(heard, form["stream"], c.Reopen(said(form["why"])))
    return None


async def action_item(heard: Heard) -> Answer:
    """A due day ends with the working day, where the one who fills in the form is."""
    form = modals.read_action_item(view_of(heard.body))
    place = await read.context(heard.desk, heard.asker)
    due = _end_of(form["due"], place.person.zone, heard.desk.clock.now()) if form["due"] else None
    await carry_out(heard, form["stream"], c.AddActionItem(said(form["text"]), form["owner"], due))
    return None


def _end_of(day: Any, zone: str, now: datetime) -> datetime:
    closing = datetime.combine(day, CLOSE_OF_DAY, zone_of(zone)).astimezone(UTC)
    return closing if closing > now else datetime.combine(day, time(23, 59), zone_of(zone)).astimezone(UTC)


async def timeline_entry(heard: Heard) -> Answer:
    form = modals.read_timeline_entry(view_of(heard.body))
    await carry_out(heard, form["stream"], c.AddNote(said(form["text"]), form["at"]))
    return None


async def milestones(heard: Heard) -> Answer:
    """Only what was changed is a correction; Slack's picker knows no seconds."""
    form = modals.read_milestones(view_of(heard.body))
    incident = await read.incident(heard.desk, form["stream"])
    for name, when in form["times"].items():
        was = incident.milestones.get(name)
        if was is None or abs(was - when) >= MINUTE:
            await carry_out(heard, incident.id, c.SetMilestone(name, when), name)
    return None


async def nothing(heard: Heard) -> Answer:
    """A notice has nothing to submit."""
    return None


@dataclass(frozen=True)
class Submit:
    """What a form does, and the field beside which it is said that it cannot."""

    do: Callable[[Heard], Awaitable[Answer]]
    field: str


SUBMITS: dict[str, Submit] = {
    ids.DECLARE_MODAL: Submit(declare, "title"),
    ids.UPDATE_MODAL: Submit(update, "known"),
    ids.SEVERITY_MODAL: Submit(severity, "severity"),
    ids.RESOLVE_MODAL: Submit(resolve, "summary"),
    ids.REOPEN_MODAL: Submit(reopen, "why"),
    ids.ACTION_ITEM_MODAL: Submit(action_item, "text"),
    ids.TIMELINE_MODAL: Submit(timeline_entry, "text"),
    ids.MILESTONES_MODAL: Submit(milestones, "started"),
    ids.REJECT_MODAL: Submit(approvals.reject, "why"),
    ids.BREAK_GLASS_MODAL: Submit(approvals.break_glass, "why"),
    ids.OPS_MODAL: Submit(approvals.use_form, ""),
    ids.NOTICE_MODAL: Submit(nothing, ""),
}

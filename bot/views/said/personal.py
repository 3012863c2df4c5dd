"""Direct messages: for someone who is called and may not be looking at any channel. Called by the worker."""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.views import kit, phrases
from bot.views.said import clock, world
from bot.views.said.scene import Scene, line


def direct(
    fact: Fact,
    incident: Incident,
    system: System,
    now: datetime,
    names: kit.Names = kit.NOBODY,
) -> kit.Message | None:
    """The direct message about `fact`, for whoever the follow-up names; None when it has none.

    What the clock says in the channel it says here instead when the channel cannot be used.
    """
    scene = Scene(fact, incident, system, now, names)
    match fact.event:
        case e.RungClimbed(skipped=False) as rung:
            return _called(scene, rung)
        case e.Acknowledged():
            return _stand_down(scene)
        case e.PostmortemReminded() as reminded:
            return clock.postmortem_reminded(scene, reminded)
        case e.ChannelLost() as lost:
            return world.channel_lost(scene, lost)
        case e.ChannelArchived() as archived:
            return world.channel_archived(scene, archived)
        case event:
            teller = clock.TELLERS.get(type(event))
            return _elsewhere(scene, teller(scene, event)) if teller else None


def _called(s: Scene, rung: e.RungClimbed) -> kit.Message:
    i = s.incident
    label = kit.words(rung.label, 80)
    if i.acknowledged_by is not None:
        return line(f"{phrases.title(i)}: {s.mention(i.acknowledged_by)} has acknowledged. No need to act.")
    if not i.status.open:
        return line(f"{phrases.title(i)}: it is over. No need to act.")
    headline = phrases.headline(i, s.system)
    waited = kit.lasted(s.now - i.climb.base)
    text = f"You are called as *{label}*. Nobody has acknowledged for {waited}. {_place(i)}"
    return kit.message(
        f"{kit.escape(headline, mentions=False)}. {text}",
        kit.header(headline),
        kit.section(text),
        kit.context(_about(i, s.system)),
        kit.actions(phrases.acknowledge_button(i), phrases.command_button(i)),
    )


def _stand_down(s: Scene) -> kit.Message:
    return line(
        f"{phrases.title(s.incident)}: {s.actor} has acknowledged. You can stand down. {_place(s.incident)}"
    )


def _elsewhere(s: Scene, message: kit.Message | None) -> kit.Message | None:
    """`message` with the incident named: outside its channel nobody knows which one is meant."""
    if message is None:
        return None
    about = kit.context(f"{phrases.title(s.incident)} · {_place(s.incident)}")
    return kit.message(message.text, *(message.blocks or (kit.section(message.text),)), about)


def _about(i: Incident, system: System) -> str:
    drill = "*Drill*: practice, no users are affected · " if i.drill else ""
    named = f"{kit.words(i.ref, 40)} · {kit.words(system.name, 60)}"
    return f"{drill}{named} · declared by {kit.mention(i.declared_by)}"


def _place(i: Incident) -> str:
    return f"Channel: {kit.channel_link(i.channel.id)}" if i.channel else "Its channel is being opened."

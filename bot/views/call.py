"""The call when a channel opens: who is asked to come, and why. Sent once by the worker.

It is a message of its own because edits of the card notify nobody. Rungs climbed later call for
themselves (said/clock.py).
"""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.views import kit, phrases


def call(incident: Incident, system: System, names: kit.Names = kit.NOBODY) -> kit.Message | None:
    """Calls the rungs climbed so far and whom the severity mentions; None when that is nobody.

    In a drill only the ladder is called: it is what is practised.
    """
    severity = system.severity(incident.severity)
    if severity is None:
        return None
    rungs = [severity.ladder[k] for k in incident.climb.called if k < len(severity.ladder)]
    called = [
        f"{phrases.anyone(rung.people, names)} ({kit.words(rung.label, 80)})" for rung in rungs if rung.people
    ]
    others = tuple(who for who in severity.mention if all(who not in rung.people for rung in rungs))
    what = f"*{kit.words(incident.severity, 40)}: {kit.words(incident.title, 300, mentions=False)}*"
    wanted = incident.status.open and incident.acknowledged_by is None
    said = []
    if called:
        said.append(
            f"🔔 {', '.join(called)}: {what}.{' Please acknowledge.' if wanted else _has_it(incident)}"
        )
    if others and not incident.drill:
        said.append(f"For your attention{'' if called else f', {what}'}: {phrases.anyone(others, names)}")
    if not said:
        return None
    button = phrases.acknowledge_button(incident) if called and wanted else None
    text = "\n".join(said)
    return kit.message(text, kit.section(text), kit.actions(button))


def _has_it(incident: Incident) -> str:
    if not incident.status.open:
        return " It is over; no need to act."
    return f" {kit.mention(incident.acknowledged_by or incident.declared_by)} has acknowledged."

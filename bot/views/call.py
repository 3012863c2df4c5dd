"""The call when a channel opens: who is asked to come, and why. Sent once by the worker.

It is a message of its own because edits of the card notify nobody.
"""

from __future__ import annotations

from bot.domain.incident import Incident
from bot.domain.policy import System
from bot.views import ids, kit, phrases


def call(incident: Incident, system: System, names: kit.Names = kit.NOBODY) -> kit.Message | None:
    """Mention everyone whom the severity names and the rungs called so far; None when that is nobody."""
    severity = system.severity(incident.severity)
    if severity is None:
        return None
    rungs = [severity.ladder[k] for k in incident.climb.called if k < len(severity.ladder)]
    wanted = list(dict.fromkeys([*severity.mention, *(who for rung in rungs for who in rung.people)]))
    if not wanted:
        return None
    people = " ".join(kit.mention(who, names) for who in wanted)
    text = f"{people} {phrases.headline(incident, system)}"
    said = f"{people} *{kit.escape(phrases.headline(incident, system), mentions=False)}*"
    if incident.acknowledged_by is not None or not incident.status.open:
        return kit.message(text, kit.section(said))
    acknowledge = kit.button("Acknowledge", ids.ACKNOWLEDGE, incident.id, style="primary")
    return kit.message(text, kit.section(said, accessory=acknowledge))

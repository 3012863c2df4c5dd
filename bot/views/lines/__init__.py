"""One line for every fact: the wording of the timeline, in Slack and in the postmortem alike.

`replies` shows them with mentions and local times; the report reads the same lines with a Voice of
its own, so the story has one wording. Total: an event of a newer version is shown by its name.
"""

from __future__ import annotations

from bot.domain.events import Fact, Operating
from bot.views.lines.changes import operating
from bot.views.lines.doing import Lifecycle, People, Record, lifecycle, people, record
from bot.views.lines.passing import Clockwork, clockwork, world
from bot.views.lines.voice import SLACK, Voice


def line(fact: Fact, voice: Voice = SLACK) -> str:
    """What happened in one line, without its time."""
    event, by = fact.event, voice.who(fact.actor)
    if isinstance(event, Lifecycle):
        return lifecycle(event, by, voice)
    if isinstance(event, People):
        return people(event, by, voice)
    if isinstance(event, Record):
        return record(event, by, voice)
    if isinstance(event, Clockwork):
        return clockwork(event, by, voice)
    if isinstance(event, Operating):
        return operating(event, by, voice)
    return world(event, by, voice)


__all__ = ["SLACK", "Voice", "line"]

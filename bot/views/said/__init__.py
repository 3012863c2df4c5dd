"""What is said in the channel when something happened: one short message for an event, or none.

The worker calls `said` for a fact when its message is sent. Every event is either told by a function
of TOLD or named in SILENT with the reason; a test keeps the two complete, and docs/messages.md tells
the same to people.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Fact
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import kit
from bot.views.said import changes, clock, lifecycle, people, record, world
from bot.views.said.personal import direct
from bot.views.said.scene import Scene, Teller

TOLD: dict[type, Teller] = {
    **lifecycle.TELLERS,
    **people.TELLERS,
    **record.TELLERS,
    **clock.TELLERS,
    **world.TELLERS,
    **changes.TELLERS,
}

SILENT: dict[type, str] = {
    e.Declared: "the card says it, and the call brings people to it",
    e.Retitled: "the card and the topic show the new title",
    e.NoteAdded: "it is in the timeline; who wrote it sees the answer",
    e.ImpactRecorded: "the card shows it",
    e.ActionItemDone: "the card counts what is open; who did it sees the answer",
    e.MilestoneSet: "a correction for the report; who made it sees the answer",
    e.MessageCaptured: "the message stands in the channel already",
    e.CaptureRevised: "the message stands in the channel already",
    e.CaptureRetracted: "the message stands in the channel already",
    e.PostmortemRequested: "the draft follows within seconds",
    e.PostmortemDrafted: "the shared file is the message",
    e.ChannelOpened: "the card is the first message",
    e.ChannelRenamed: "Slack says it itself",
    e.ChannelArchived: "nothing can be posted there; the owner gets a direct message",
    e.ChannelRestored: "Slack says it itself",
    e.ChannelLost: "nothing can be posted there; the owner gets a direct message",
    e.ChannelRegained: "Slack shows that Tocsin joined, and the card is brought up to date",
    e.Posted: "it is the message",
    e.FileReserved: "the file follows",
    e.FileShared: "the file is the message",
    e.EffectRepaired: "who asked sees the answer, and the card drops its warning",
    e.Unknown: "a newer version knows how to say it",
    **changes.SILENT,
}


def said(
    fact: Fact,
    stream: Stream,
    system: System,
    now: datetime,
    names: kit.Names = kit.NOBODY,
    head: str = "",
) -> kit.Message | None:
    """The channel's message about `fact`; None when there is nothing to say.

    `stream` is the state now, `names` resolves addresses of the system file, `head` is the chain's
    newest hash (printed by the resolve summary).
    """
    teller = TOLD.get(type(fact.event))
    return teller(Scene(fact, stream, system, now, names, head), fact.event) if teller else None


__all__ = ["SILENT", "TOLD", "direct", "said"]

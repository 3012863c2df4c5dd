"""Lines for what the clock did, what Slack and our own workers answered, and the postmortem."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from bot.domain import events as e
from bot.views.lines.voice import Voice

Clockwork: TypeAlias = (
    e.AcknowledgeMissed
    | e.UpdateAsked
    | e.UpdateMissed
    | e.UpdateEscalated
    | e.RungClimbed
    | e.Snoozed
    | e.BotWasAway
    | e.PostmortemReminded
    | e.ActionItemReminded
)
World: TypeAlias = (
    e.PostmortemRequested
    | e.PostmortemDrafted
    | e.PostmortemCompleted
    | e.ChannelOpened
    | e.ChannelRenamed
    | e.ChannelArchived
    | e.ChannelRestored
    | e.ChannelLost
    | e.ChannelRegained
    | e.Posted
    | e.FileReserved
    | e.FileShared
    | e.EffectParked
    | e.EffectRepaired
    | e.TextRedacted
    | e.Unknown
)


def clockwork(event: Clockwork, by: str, v: Voice) -> str:
    match event:
        case e.AcknowledgeMissed(due=due):
            return f"Nobody acknowledged by {v.at(due)}"
        case e.UpdateAsked(due=due, person=person):
            return f"Asked {v.who(person) if person else 'for an update'}: update due at {v.at(due)}"
        case e.UpdateMissed(due=due, count=count):
            return f"Update due at {v.at(due)} was missed{f' ({count} in a row)' if count > 1 else ''}"
        case e.UpdateEscalated(due=due):
            return f"Update due at {v.at(due)} still missing: escalated"
        case e.RungClimbed(label=label, people=people, skipped=skipped):
            if skipped:
                return f"Escalation step {v.name(label)} was skipped"
            return f"Escalated to {v.name(label)}{f': {v.some(people)}' if people else ''}"
        case e.Snoozed(until=until, why=why):
            return f"{by} put off the update to {v.at(until)}{v.because(why)}"
        case e.BotWasAway(since=since, until=until, missed=missed):
            owed = f"; due meanwhile: {', '.join(v.name(what) for what in missed[:8])}" if missed else ""
            return f"Tocsin was away from {v.at(since)} to {v.at(until)}{owed}"
        case e.PostmortemReminded():
            return "Reminded of the postmortem"
        case e.ActionItemReminded(number=number):
            return f"Reminded of action item {number}"
        case never:
            assert_never(never)


def world(event: World, by: str, v: Voice) -> str:
    match event:
        case e.PostmortemRequested():
            return f"{by} asked for a postmortem draft"
        case e.PostmortemDrafted(revision=revision):
            return f"Postmortem draft {revision} was written"
        case e.PostmortemCompleted(link=link):
            return f"{by} marked the postmortem done{v.because(link)}"
        case e.ChannelOpened(channel=channel):
            return f"Channel {v.channel(channel)} was opened"
        case e.ChannelRenamed(name=name):
            return f"The channel was renamed to #{v.name(name)}"
        case e.ChannelArchived(by=who):
            return f"The channel was archived{f' by {v.who(who)}' if who else ''}"
        case e.ChannelRestored():
            return "The channel was restored from the archive"
        case e.ChannelLost(reason=reason):
            return f"Tocsin lost the channel: {v.name(reason)}"
        case e.ChannelRegained():
            return "Tocsin is back in the channel"
        case e.Posted(key=key):
            return f"Tocsin posted the message {v.name(key)}"
        case e.FileReserved(key=key):
            return f"Tocsin began to share the file {v.name(key)}"
        case e.FileShared(key=key):
            return f"Tocsin shared the file {v.name(key)}"
        case e.EffectParked(effect=effect, error=error):
            return f"Tocsin could not do {v.name(effect)}: {v.text(error)}"
        case e.EffectRepaired(effect=effect):
            return f"{by} had {v.name(effect)} tried again"
        case e.TextRedacted(seq=seq, why=why):
            return f"{by} erased the text of entry {seq}{v.because(why)}"
        case e.Unknown(name=name):
            return f"{v.name(name)} (known to a newer version)"
        case never:
            assert_never(never)

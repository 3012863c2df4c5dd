"""How the clock changes an incident, and the world's answers any stream. Called by `evolve`."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, TypeVar, assert_never

from bot.domain import events as e
from bot.domain.incident import Incident
from bot.domain.stream import Channel, Parked, Post, Stream

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
Answer: TypeAlias = (
    e.ChannelOpened
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
    | e.Unknown
)


S = TypeVar("S", bound=Stream)


def ticked(i: Incident, fact: e.Fact, event: Clockwork) -> Incident:
    match event:
        case e.AcknowledgeMissed():
            return replace(i, climb=replace(i.climb, ack_missed=True))
        case e.UpdateAsked():
            return replace(i, watch=replace(i.watch, asked=True))
        case e.UpdateMissed(count=count):
            return replace(i, watch=replace(i.watch, asked=True, misses=i.watch.misses + count))
        case e.UpdateEscalated():
            return replace(i, watch=replace(i.watch, asked=True, misses=i.watch.misses + 1))
        case e.RungClimbed(index=index, skipped=skipped):
            called = i.climb.called if skipped else (*i.climb.called, index)
            return replace(i, climb=replace(i.climb, next=max(i.climb.next, index + 1), called=called))
        case e.Snoozed(until=until):
            return replace(i, watch=replace(i.watch, asked=False, misses=0, snoozed_until=until))
        case e.BotWasAway():
            return i
        case e.PostmortemReminded():
            return replace(i, postmortem_reminded=fact.at)
        case e.ActionItemReminded(number=number):
            items = tuple(replace(x, reminded=fact.at) if x.number == number else x for x in i.items)
            return replace(i, items=items)
        case never:
            assert_never(never)


def answered(s: S, event: Answer) -> S:
    match event:
        case e.ChannelOpened(channel=channel, name=name):
            return replace(s, channel=Channel(channel, name))
        case e.ChannelRenamed(name=name):
            return replace(s, channel=replace(s.channel, name=name)) if s.channel else s
        case e.ChannelArchived():
            return _channel(s, "archived")
        case e.ChannelRestored() | e.ChannelRegained():
            return _channel(s, "open")
        case e.ChannelLost():
            return _channel(s, "lost")
        case e.Posted(key=key, channel=channel, ts=ts):
            return replace(s, posts=s.posts | {key: Post(channel, ts)})
        case e.EffectParked(job=job, effect=effect, error=error, work=work):
            return replace(s, parked=s.parked | {job: Parked(effect, error, work)})
        case e.EffectRepaired(job=job):
            return replace(s, parked={key: parked for key, parked in s.parked.items() if key != job})
        case e.FileReserved(key=key, file=file):
            return replace(s, files=s.files | {key: file})
        case e.FileShared(key=key):
            return replace(s, files={k: file for k, file in s.files.items() if k != key})
        case e.Unknown():
            return s
        case never:
            assert_never(never)


def _channel(s: S, state: str) -> S:
    return replace(s, channel=replace(s.channel, state=state)) if s.channel else s

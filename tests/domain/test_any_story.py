"""Any sequence of commands: nothing breaks, and what is derived agrees with what is folded."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.codec import from_data, to_data
from bot.domain.deadlines import deadlines, next_deadline
from bot.domain.evolve import fold
from bot.domain.followups import followups
from bot.domain.incident import Incident
from bot.domain.words import Words
from bot.errors import Refused
from tests.story import ANNA, BEN, GONE, GUS, NOON, SYSTEM, Story

moments = st.integers(-6000, 6000).map(lambda n: NOON + timedelta(minutes=n))
names = st.sampled_from(
    ["P0", "p1", "sev1", "P9", "ic", "comms", "cook", "monitoring", "identified", "resolved", "detected",
     "started", "users affected", "cost", "", "security", "checkout", "INC-1", "INC-2", "all", "tell"]
)  # fmt: skip
people = st.sampled_from([ANNA, BEN, GUS, GONE, "U0NEW"])
words = st.text(max_size=40).map(Words)

BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "person": st.none() | people,
    "owner": st.none() | people,
    "author": people,
    "number": st.integers(0, 5),
    "revision": st.integers(1, 3),
    "seq": st.integers(-1, 40),
    "away_since": st.none() | moments,
    "known": st.sampled_from([None, "kept", "retracted", "deleted"]),
    "system": st.just("shop"),
}


def commands_of(kind: type) -> st.SearchStrategy[Any]:
    """Any command of one kind, each field by its annotation."""
    given_fields = {}
    for field in fields(kind):
        note = str(field.type)
        if field.name in BY_NAME and not (kind is c.PostUpdate and field.name == "known"):
            given_fields[field.name] = BY_NAME[field.name]
        elif note.startswith("datetime"):
            given_fields[field.name] = moments if "None" not in note else st.none() | moments
        elif note == "Words":
            given_fields[field.name] = words
        elif note.startswith("bool"):
            given_fields[field.name] = st.booleans()
        elif note.startswith("tuple"):
            given_fields[field.name] = st.just(())
        else:
            given_fields[field.name] = names
    return st.builds(kind, **given_fields)


any_command = st.one_of([commands_of(kind) for kind in get_args(c.Command) if kind is not c.Declare])
step = st.tuples(any_command, people, st.integers(0, 90))


def _world(story: Story, n: int) -> None:
    """Now and then the world answers too."""
    if n % 3 == 0 and story.state.channel is None:
        story.given(e.ChannelOpened("C1", "inc-1"), e.Posted("card", "C1", "1.1"))
    if n % 5 == 0:
        story.given(e.EffectParked(f"stream:{n}:tell", "tell", "no", {}))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["P0", "P1", "P3"]), st.lists(step, max_size=25))
def test_any_commands_keep_every_rule(severity: str, steps: list[tuple[c.Command, str, int]]):
    story = Story().declared(severity)
    for n, (command, person, later) in enumerate(steps):
        story.now += timedelta(minutes=later)
        _world(story, n)
        try:
            story.when(command, by=person)
        except Refused as refused:
            assert str(refused).strip()

    state = story.state
    assert fold("stream", story.facts) == state
    assert from_data(Incident, to_data(state)) == state
    assert state.count == len(story.facts)
    story.tick()
    nearest = next_deadline(story.state, SYSTEM)
    assert nearest is None or nearest.when > story.now
    assert nearest == min(deadlines(story.state, SYSTEM), key=lambda d: d.when, default=None)


@settings(max_examples=60, deadline=None)
@given(st.lists(step, max_size=15))
def test_followups_are_the_same_for_the_same_fact_and_their_keys_differ(
    steps: list[tuple[c.Command, str, int]],
):
    story, state = Story().declared("P0"), None
    for n, (command, person, _) in enumerate(steps):
        _world(story, n)
        try:
            story.when(command, by=person)
        except Refused:
            continue
    keys: list[str] = []
    for fact in story.facts:
        state = fold("stream", [fact], state)
        assert state is not None
        jobs = followups(fact, state, SYSTEM)
        assert jobs == followups(fact, state, SYSTEM)
        keys += [job.key for job in jobs if job.coalesce is None]
        assert all(job.lane and job.effect for job in jobs)
    assert len(keys) == len(set(keys))


@given(st.text(), st.datetimes(timezones=st.just(NOON.tzinfo)))
def test_every_kind_of_event_survives_the_codec(text: str, moment: datetime):
    for kind in e.KINDS.values():
        event = _some(kind, text, moment)
        assert from_data(kind, to_data(event)) == event


def _some(kind: type, text: str, moment: datetime) -> Any:
    values: dict[str, Any] = {}
    for field in fields(kind):
        note = str(field.type)
        if note.startswith("datetime"):
            values[field.name] = moment
        elif note.startswith("dict"):
            values[field.name] = {"a": text}
        elif note.startswith("tuple"):
            values[field.name] = (text,)
        elif note.startswith("bool"):
            values[field.name] = True
        elif note.startswith("int"):
            values[field.name] = 3
        else:
            values[field.name] = Words(text) if note == "Words" else text
    return kind(**values)

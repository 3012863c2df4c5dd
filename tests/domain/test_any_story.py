"""Any sequence of commands: nothing breaks, and what is derived agrees with what is folded."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.action import Call, Health, Target
from bot.domain.changes import CHECKING, Change, Plan, Stage
from bot.domain.codec import from_data, to_data
from bot.domain.deadlines import deadlines, next_deadline
from bot.domain.deciding import answers
from bot.domain.deciding.context import Context
from bot.domain.evolve import fold
from bot.domain.followups import followups
from bot.domain.incident import Incident
from bot.domain.people import Person
from bot.domain.words import Words
from bot.errors import Refused
from tests.story import ANNA, BEN, CARA, GONE, GUS, NOON, PEOPLE, SYSTEM, Story

moments = st.integers(-6000, 6000).map(lambda n: NOON + timedelta(minutes=n))
names = st.sampled_from(
    ["P0", "p1", "sev1", "P9", "ic", "comms", "cook", "monitoring", "identified", "resolved", "detected",
     "started", "users affected", "cost", "", "security", "checkout", "INC-1", "INC-2", "all", "tell"]
)  # fmt: skip
people = st.sampled_from([ANNA, BEN, CARA, GUS, GONE, "U0NEW"])
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
    "id": st.uuids().map(str),
    "call": st.sampled_from([Call("restart", {}, "prod", "shop"), Call("get", {}, "prod", "shop")]),
    "follow": st.none() | st.just(timedelta(minutes=1)),
    "undoes": st.none() | st.integers(0, 3),
    "replaces": st.none() | st.integers(0, 3),
    "namespace": st.sampled_from(["", "shop", "other"]),
}

PLAN = Plan(
    Target("prod", "shop", "Deployment", "web", "u1"), Words("Restart"), Words("+x"), "d1", "change", "PATCH",
    undo=Call("rollback", {"revision": 3}, "prod", "shop"), undo_title=Words("back"),
)  # fmt: skip
HEALTH = Health(3, 3, 3, 3)
ANSWERS: dict[Stage, tuple[Any, ...]] = {
    Stage.RUNNING: (
        lambda n: e.RunApplied(n, Words("ok"), 2, HEALTH),
        lambda n: e.RunDrifted(n, Words("moved")),
        lambda n: e.RunUnknown(n, Words("who knows")),
        lambda n: e.RunFailed(n, Words("no")),
    ),
    Stage.APPLIED: (
        lambda n: e.RunFinished(n, Words("3 of 3"), HEALTH),
        lambda n: e.RunFailed(n, Words("stuck"), True, HEALTH),
    ),
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
    for change in story.state.changes:
        _cluster(story, change, n)


def _cluster(story: Story, change: Change, n: int) -> None:
    """What the workers would settle about a change by now."""
    context = Context(story.now, Person(e.TOCSIN), PEOPLE)
    if change.stage is Stage.PLANNING:
        story.given(*answers.planned(story.state, change.number, PLAN, story.system, context))
    for vote in change.votes:
        if vote.state == CHECKING:
            says = (vote.person, n % 7 != 0, "RBAC: allowed")
            story.given(*answers.counted(story.state, change.number, *says, story.system, context))
    if change.stage is Stage.APPROVED and not answers.hindrance(change, story.system, context):
        story.given(e.RunStarted(change.number, "ann", HEALTH))
    if found := ANSWERS.get(change.stage):
        story.given(found[n % len(found)](change.number))


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
    story.after(timedelta(hours=1)).tick()
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
    return kind(**{name: _value(hint, text, moment) for name, hint in get_type_hints(kind).items()})


def _value(hint: Any, text: str, moment: datetime) -> Any:
    """Something of the type `hint`."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(args[0], text, moment)
    if origin is tuple:
        return (_value(args[0], text, moment),)
    if origin is dict:
        return {"a": _value(args[1], text, moment)}
    if is_dataclass(hint) and isinstance(hint, type):
        return _some(hint, text, moment)
    values: dict[Any, Any] = {datetime: moment, bool: True, int: 3, Words: Words(text)}
    return values.get(hint, text)

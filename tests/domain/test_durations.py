"""Milestones and durations: right across days, zones and corrections, and never nonsense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.durations import Milestone, durations, instant, milestones
from bot.domain.evolve import fold
from bot.domain.incident import Incident
from bot.domain.words import Words
from tests.domain.report_story import START, Story, full

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")


def values(story: Story) -> dict[str, datetime | None]:
    return {mark.name: mark.when for mark in milestones(story.facts)}


def lengths(story: Story) -> dict[str, timedelta | None]:
    return {one.name: one.length for one in durations(milestones(story.facts))}


def sinces(story: Story) -> dict[str, str | None]:
    return {one.name: one.since for one in durations(milestones(story.facts))}


def test_declaring_sets_declared_and_started():
    story = Story().declared(started=START - timedelta(minutes=3))
    assert values(story)["declared"] == START
    assert values(story)["started"] == START - timedelta(minutes=3)
    assert values(story)["detected"] is None


def test_durations_are_measured_from_detected_else_started_else_declared():
    story = Story().declared().minute(10)
    story.say(e.Acknowledged(story.now))
    assert (lengths(story)["acknowledge"], sinces(story)["acknowledge"]) == (
        timedelta(minutes=10),
        "declared",
    )
    story.say(e.MilestoneSet("started", story.at(-20)))
    assert (lengths(story)["acknowledge"], sinces(story)["acknowledge"]) == (timedelta(minutes=30), "started")
    story.say(e.MilestoneSet("detected", story.at(-5)))
    assert (lengths(story)["acknowledge"], sinces(story)["acknowledge"]) == (
        timedelta(minutes=15),
        "detected",
    )


def test_how_long_it_lasted_in_all_is_measured_from_started():
    story = Story().declared(started=START - timedelta(minutes=7)).minute(5)
    story.say(e.MilestoneSet("detected", START)).minute(60).say(e.Resolved(story.now))
    assert lengths(story)["in all"] == timedelta(minutes=67)
    assert lengths(story)["resolve"] == timedelta(minutes=60)


def test_the_last_correction_is_in_force_and_every_earlier_value_is_kept():
    story = Story().declared().minute(4).say(e.Acknowledged(story_at := START + timedelta(minutes=4)), "UBO")
    story.minute(9).say(e.MilestoneSet("acknowledged", story.at(3), story_at), "UCY")
    story.minute(11).say(e.MilestoneSet("acknowledged", story.at(2), story.at(3)), "UDEE")
    found = next(mark for mark in milestones(story.facts) if mark.name == "acknowledged")
    assert found.when == story.at(2)
    assert [(old.when, old.by) for old in found.earlier] == [(story.at(4), "UBO"), (story.at(3), "UCY")]
    assert lengths(story)["acknowledge"] == timedelta(minutes=2)


def test_reopening_takes_mitigated_and_resolved_back_and_remembers_them():
    story = Story().declared().minute(30).say(e.Mitigated(START + timedelta(minutes=30)))
    story.minute(40).say(e.Resolved(story.now)).minute(50).say(e.Reopened(Words("again")))
    assert values(story)["mitigated"] is None
    assert values(story)["resolved"] is None
    assert lengths(story)["resolve"] is None
    story.minute(90).say(e.Resolved(story.now))
    resolved = next(mark for mark in milestones(story.facts) if mark.name == "resolved")
    assert [old.when for old in resolved.history] == [story.at(40), None, story.at(90)]
    assert lengths(story)["resolve"] == timedelta(minutes=90)
    assert lengths(story)["mitigate"] is None


@pytest.mark.parametrize(
    ("when", "lack"), [(None, "resolved is not set"), (-1, "resolved lies before declared")]
)
def test_what_makes_no_sense_is_not_known_and_says_why(when, lack):
    story = Story().declared()
    if when is not None:
        story.say(e.Resolved(story.at(when)))
    found = next(one for one in durations(milestones(story.facts)) if one.name == "resolve")
    assert (found.length, found.since, found.lack) == (None, "declared", lack)


def test_without_a_beginning_nothing_is_known():
    assert [(one.length, one.lack) for one in durations([])] == [(None, "no beginning is set")] * 4


def test_days_are_counted():
    story = Story().declared().minute(3 * 1440 + 5).say(e.Resolved(START + timedelta(days=3, minutes=5)))
    assert lengths(story)["resolve"] == timedelta(days=3, minutes=5)


def test_the_hour_that_clocks_skip_is_not_counted():
    before = datetime(2026, 3, 8, 1, 30, tzinfo=NEW_YORK)
    after = datetime(2026, 3, 8, 3, 30, tzinfo=NEW_YORK)
    story = Story(before.astimezone(UTC)).declared(started=before).say(e.Resolved(after))
    assert after - before == timedelta(hours=2)  # what Python says within one zone
    assert lengths(story)["resolve"] == timedelta(hours=1)


def test_the_hour_that_clocks_repeat_is_counted():
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LISBON)
    second = first.replace(fold=1)
    story = Story(first.astimezone(UTC)).declared(started=first).say(e.Resolved(second))
    assert lengths(story)["resolve"] == timedelta(hours=1)


def test_two_zones_are_compared_as_moments():
    there = datetime(2026, 3, 4, 10, 5, tzinfo=NEW_YORK)
    story = Story().declared().say(e.Resolved(there))
    assert lengths(story)["resolve"] == timedelta(hours=1)


def test_the_values_are_those_of_the_projection():
    story = full()
    state = fold("s", story.facts)
    assert isinstance(state, Incident)
    assert {name: when for name, when in values(story).items() if when} == state.milestones


MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, LISBON, NEW_YORK, timezone(timedelta(hours=14))]))
EVENTS = st.one_of(
    st.builds(e.Acknowledged, MOMENTS),
    st.builds(e.Mitigated, MOMENTS),
    st.builds(e.Resolved, MOMENTS),
    st.builds(e.MilestoneSet, st.sampled_from(["started", "detected", "resolved", "elsewhere"]), MOMENTS),
    st.just(e.Reopened(Words("why"))),
    st.builds(e.NoteAdded, st.just(Words("note"))),
)
FACTS = st.lists(st.tuples(EVENTS, MOMENTS), max_size=12).map(
    lambda pairs: [e.Fact(seq, at, "U1", event) for seq, (event, at) in enumerate(pairs, 1)]
)


@settings(deadline=None)
@given(FACTS)
def test_any_order_of_times_gives_no_negative_duration_and_never_raises(facts):
    for one in durations(milestones(facts)):
        assert (one.length is None) == bool(one.lack)
        assert one.length is None or one.length >= timedelta()


@settings(deadline=None)
@given(FACTS, st.sampled_from(["started", "detected", "acknowledged", "mitigated", "resolved"]), MOMENTS)
def test_a_correction_is_in_force_whatever_went_before_and_loses_nothing(facts, name, when):
    before = {mark.name: mark for mark in milestones(facts)}
    corrected = [*facts, e.Fact(99, START, "U2", e.MilestoneSet(name, when))]
    after = {mark.name: mark for mark in milestones(corrected)}
    assert after[name].when == instant(when)
    assert after[name].earlier == before.get(name, Milestone(name)).history
    assert {k: v for k, v in after.items() if k != name} == {k: v for k, v in before.items() if k != name}

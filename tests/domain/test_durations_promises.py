"""Promised updates: which were kept, which missed, and what nobody owed any more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.durations import Outcome, promises
from bot.domain.words import Words
from tests.domain.report_story import SYSTEM, Story

KEPT, MISSED, OPEN, OVER = Outcome.KEPT, Outcome.MISSED, Outcome.OPEN, Outcome.OVER


def told(story: Story, now: float | None = None) -> list[tuple[float, Outcome]]:
    """(minute it was due, what came of it) of every promise."""
    found = promises(story.facts, SYSTEM, story.now if now is None else story.at(now))
    return [((one.due - story.start).total_seconds() / 60, one.outcome) for one in found]


def update(next_by=None) -> e.UpdatePosted:
    return e.UpdatePosted(Words("known"), next_by=next_by)


def test_the_cadence_promises_an_update_that_is_kept_when_it_comes():
    story = Story().declared("P0").minute(10).say(update()).minute(20).say(update())
    assert told(story) == [(15, KEPT), (25, KEPT), (35, OPEN)]


def test_a_severity_without_cadence_promises_nothing():
    assert told(Story().declared("P2").minute(500).say(update())) == []


def test_a_stated_time_is_missed_when_it_passes_even_if_the_clock_was_away():
    story = Story().declared("P2").minute(5)
    story.say(update(story.at(20))).minute(31).say(update())
    (one,) = promises(story.facts, SYSTEM, story.now)
    assert (one.outcome, one.stated, one.posted, one.by) == (MISSED, True, story.at(31), "UANA")


def test_what_the_clock_called_missed_is_missed_and_says_when_the_update_came():
    story = Story().declared("P0").minute(15).say(e.UpdateMissed(Story().at(15)), e.TOCSIN)
    story.minute(18).say(update())
    assert told(story) == [(15, MISSED), (33, OPEN)]
    assert promises(story.facts, SYSTEM, story.now)[0].posted == story.at(18)


def test_a_long_silence_misses_one_promise_after_the_other():
    story = Story().declared("P0")
    story.minute(15).say(e.UpdateMissed(story.at(15)), e.TOCSIN)
    story.minute(30).say(e.UpdateEscalated(story.at(30), 1), e.TOCSIN)
    story.minute(80).say(e.UpdateMissed(story.at(45), 3), e.TOCSIN)
    story.minute(81).say(update())
    assert told(story) == [(15, MISSED), (30, MISSED), (45, MISSED), (96, OPEN)]
    assert story.report().promised(MISSED) == 5


def test_snoozing_puts_a_promise_off():
    story = Story().declared("P0").minute(5).say(e.Snoozed(Story().at(40), Words("vendor"))).minute(35)
    story.say(update())
    assert told(story)[0] == (40, KEPT)
    assert promises(story.facts, SYSTEM, story.now)[0].snoozed == 1


def test_what_was_due_after_the_end_was_not_owed():
    story = Story().declared("P0").minute(3).say(update(Story().at(30))).minute(10)
    story.say(e.Resolved(story.now))
    assert told(story, now=200) == [(15, KEPT), (30, OVER)]


def test_reopening_starts_the_cadence_again():
    story = Story().declared("P0").minute(3).say(e.Resolved(Story().at(3))).minute(60)
    story.say(e.Reopened(Words("back")))
    assert told(story) == [(75, OPEN)]


def test_a_new_severity_starts_its_own_cadence():
    story = Story().declared("P1").minute(10).say(e.SeverityChanged("P1", "P0", True))
    assert told(story) == [(25, OPEN)]
    assert told(story.minute(12).say(e.SeverityChanged("P0", "P3", False))) == []


def test_late_by_another_cadence_than_todays_is_no_miss():
    """The cadence was longer that day; the clock did not complain, so there was nothing to miss."""
    story = Story().declared("P0").minute(40).say(update())
    assert told(story)[0] == (40, KEPT)


MINUTES = st.integers(min_value=-500, max_value=500)
EVENTS = st.one_of(
    st.just(update()),
    MINUTES.map(lambda minute: update(Story().at(minute))),
    MINUTES.map(lambda minute: e.UpdateMissed(Story().at(minute))),
    MINUTES.map(lambda minute: e.UpdateEscalated(Story().at(minute))),
    MINUTES.map(lambda minute: e.Snoozed(Story().at(minute), Words("why"))),
    MINUTES.map(lambda minute: e.Resolved(Story().at(minute))),
    st.just(e.SeverityChanged("P0", "P1", False)),
    st.just(e.SeverityChanged("P1", "gone", False)),
    st.just(e.Reopened(Words("why"))),
)


@settings(deadline=None)
@given(st.lists(st.tuples(EVENTS, MINUTES), max_size=15))
def test_whatever_happens_every_promise_has_one_outcome_and_an_update_settles_at_most_one(pairs):
    story = Story().declared("P0")
    for event, minute in pairs:
        story.minute(minute).say(event)
    found = promises(story.facts, SYSTEM, story.now)
    settled = [one for one in found if one.posted is not None]
    assert len(settled) <= sum(isinstance(event, e.UpdatePosted) for event, _ in pairs)
    assert sum(one.outcome is OPEN for one in found) <= 1
    assert all(one.posted is None or one.outcome in (KEPT, MISSED) for one in found)

"""The report as facts give it: histories, roles, captures, items, redaction, and the whole of a story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.durations import Outcome
from bot.domain.incident import Status
from bot.domain.policy import Review
from bot.domain.report import QUESTIONS
from bot.domain.report_timeline import Entry
from bot.domain.words import Words
from tests.domain.report_story import START, SYSTEM, Story, full


def text(row: Entry) -> str:
    return str(vars(row.fact.event)["text"])


def test_a_whole_p0_is_told():
    story = full()
    told = story.report()
    assert [step.value for step in told.severities] == ["P2", "P0"]
    assert [step.rank for step in told.severities] == [2, 0]
    statuses = ["investigating", "identified", "monitoring", "resolved"]
    assert [step.value for step in told.statuses] == [*statuses, "investigating", "monitoring", "resolved"]
    assert [(t.person, t.previous) for t in told.roles] == [("UBO", None), ("UCY", "UBO")]
    assert told.roles[0].until == told.roles[1].since == story.at(30)
    assert (told.promised(Outcome.KEPT), told.promised(Outcome.MISSED)) == (2, 3)
    assert {one.name: one.length for one in told.durations} == {
        "acknowledge": timedelta(minutes=7),
        "mitigate": timedelta(minutes=114),
        "resolve": timedelta(minutes=134),
        "in all": timedelta(minutes=137),
    }
    assert told.resolution == "Pool exhausted by a leak; fixed in v42"
    assert told.away_for == timedelta(minutes=12)
    assert [text(row) for row in told.decisions] == ["Fail over?\nNo: roll back first"]
    assert len(told.actions) == 5
    assert (told.record.head, told.record.count, told.record.redacted) == ("b5f0c2", len(story.facts), 1)
    assert (told.record.captured.edited, told.record.captured.retracted) == (1, 1)
    assert told.review.due == story.at(130) + timedelta(hours=48)


def test_a_redacted_text_is_nowhere_even_if_the_caller_still_had_it():
    assert "hunter2" not in repr(full().report())


def test_a_redacted_capture_an_unknown_event_and_a_title_are_blank():
    story = Story().declared(title="password is x")
    story.say(e.MessageCaptured("C", "1", "UBO", story.now, Words("s3cret"), "pin"))
    story.say(e.Unknown("Newer", {"text": "s3cret"})).say(e.TextRedacted(1, Words("why")))
    story.say(e.TextRedacted(2, Words("why"))).say(e.TextRedacted(3, Words("why")))
    told = story.report()
    assert told.title == "[redacted]"
    assert "s3cret" not in repr(told)
    assert "password is x" not in repr(told)


def test_the_timeline_is_by_the_time_things_happened():
    story = Story().declared().minute(20).say(e.NoteAdded(Words("first"), story_at := START))
    story.say(e.MessageCaptured("C", "1", "UBO", story.at(5), Words("second"), "pin"), "UANA")
    story.minute(10).say(e.NoteAdded(Words("third")))
    rows = story.report().timeline
    assert [row.at for row in rows] == [START, story_at, story.at(5), story.at(10)]
    assert rows[2].who == "UBO"


def test_an_edited_capture_shows_its_last_text_and_says_so():
    story = Story().declared().say(e.MessageCaptured("C", "1", "UBO", START, Words("one"), "pin"))
    story.say(e.CaptureRevised("C", "1", Words("two"), 1)).say(e.CaptureRevised("C", "1", Words("three"), 2))
    row = story.report().timeline[-1]
    assert (text(row), row.edited) == ("three", True)


def test_a_retracted_capture_is_left_out_and_counted_and_may_come_back():
    story = Story().declared().say(e.MessageCaptured("C", "1", "UBO", START, Words("one"), "pin"))
    story.say(e.CaptureRevised("C", "1", Words("two"), 1)).say(e.CaptureRetracted("C", "1"))
    told = story.report()
    assert len(told.timeline) == 1
    assert (told.record.captured.retracted, told.record.captured.edited) == (1, 0)
    story.say(e.MessageCaptured("C", "1", "UBO", START, Words("two"), "pin"))
    assert text(story.report().timeline[-1]) == "two"


@pytest.mark.parametrize("event", [e.CaptureRevised("C", "9", Words("x"), 1), e.CaptureRetracted("C", "9")])
def test_news_of_a_message_that_was_never_kept_changes_nothing(event):
    assert len(Story().declared().say(event).report().timeline) == 1


def test_bookkeeping_is_left_out_of_the_timeline_and_counted():
    story = Story().declared().say(e.Posted("card", "C", "1")).say(e.PostmortemDrafted(1, "d", "p"))
    told = story.report()
    assert (len(told.timeline), told.record.bookkeeping, told.record.count) == (1, 2, 3)


def test_impact_shows_what_is_missing_and_the_last_value():
    story = (
        Story().declared().say(e.ImpactRecorded("cost", Words("1"))).say(e.ImpactRecorded("cost", Words("2")))
    )
    story.say(e.ImpactRecorded("mood", Words("low")))
    told = {figure.name: figure.value for figure in story.report().impact}
    assert told == {"users_affected": None, "downtime": None, "cost": "2", "mood": "low"}


def test_a_role_that_was_given_up_ends():
    story = Story().declared().say(e.RoleAssigned("commander", "UBO")).minute(5)
    story.say(e.RoleReleased("commander", "UBO")).minute(9).say(e.RoleAssigned("commander", "UCY"))
    assert [(t.person, t.until, t.previous) for t in story.report().roles] == [
        ("UBO", story.at(5), None),
        ("UCY", None, None),
    ]


def test_items_are_folded_by_number():
    story = Story().declared().say(e.ActionItemAdded(1, Words("a"), "UBO")).say(e.ActionItemDone(7))
    story.minute(3).say(e.ActionItemDone(1), "UCY")
    (task,) = story.report().tasks
    assert (task.owner, task.done, task.done_by) == ("UBO", story.at(3), "UCY")


def test_times_away_that_overlap_count_once():
    story = Story().declared()
    for since, until in ((10, 20), (15, 25), (40, 41), (12, 13)):
        story.say(e.BotWasAway(story.at(since), story.at(until)), e.TOCSIN)
    assert story.report().away_for == timedelta(minutes=16)


def test_a_reopening_makes_the_resolution_void():
    story = Story().declared().say(e.Resolved(START, Words("turned it off"))).say(e.Reopened(Words("no")))
    assert story.report().resolution == ""


@pytest.mark.parametrize(
    ("event", "status"),
    [(e.Cancelled(Words("test")), Status.CANCELLED), (e.MarkedDuplicate("INC-41"), Status.DUPLICATE)],
)
def test_a_false_alarm_and_a_duplicate_are_told_in_short(event, status):
    told = Story().declared().say(event).report()
    assert (told.short, told.status) == (True, status)


def test_drill_and_private_are_kept():
    told = Story().declared(drill=True, private=True).report()
    assert (told.drill, told.private) == (True, True)


def test_questions_are_the_systems_own_else_the_usual_ones():
    story = Story().declared()
    assert story.report().review.questions == SYSTEM.review.questions
    assert story.report(system=replace(SYSTEM, review=Review())).review.questions == QUESTIONS


def test_the_review_is_done_when_a_person_says_so_until_it_is_reopened():
    story = Story().declared().say(e.Resolved(START)).minute(9).say(e.PostmortemCompleted(Words("here")))
    assert story.report().review.done == story.at(9)
    assert story.say(e.Reopened(Words("no"))).report().review.done is None


def test_everyone_the_report_may_mention_is_named():
    assert full().report().people >= {"UANA", "UBO", "UCY", "UDEE", "SCTO"}
    assert Story().declared(title="ask <@UEVE|eve>").report().people == {"UANA", "UEVE", "@sre"}


def test_an_incident_that_goes_on_is_told_so_far():
    told = Story().declared().report(now=START + timedelta(minutes=7))
    assert told.record.generated == START + timedelta(minutes=7)
    assert told.review.due is None
    assert told.severities[-1].until is None

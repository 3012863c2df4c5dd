"""What was asked of clusters, as facts give it: outcomes, undoing, what stands, broken glass, redaction."""

from __future__ import annotations

import time

import pytest

from bot.domain import events as e
from bot.domain.action import Call
from bot.domain.changes import Stage
from bot.domain.report import report
from bot.domain.report_changes import Work
from bot.domain.words import Words
from tests.domain.report_rescue import HEALTHY, LAME, RUN, Rescue, plan, rescue
from tests.domain.report_story import full


def asked(line: str = "scale web 5") -> Rescue:
    """A change that is approved and may begin."""
    return Rescue().declared().asked(1, line).planned(1, plan("Scale web to 5", "Scale web to 3")).approved(1)


def test_a_rescue_is_told_change_by_change():
    told = rescue().report().work
    assert [(deed.number, deed.stage) for deed in told.deeds] == [
        (1, Stage.DONE), (2, Stage.REJECTED), (3, Stage.FAILED), (4, Stage.DRIFTED), (5, Stage.DONE),
        (6, Stage.DONE), (7, Stage.EXPIRED), (8, Stage.REFUSED),
    ]  # fmt: skip
    first = told.deeds[0]
    assert [(one.person, one.binding) for one in first.approvals] == [("UBO", "RoleBinding shop/oncall")]
    assert (first.cluster, first.before) == ("Production (EU)", LAME)
    assert [(one.minutes, one.word) for one in first.verdicts] == [(2, "better"), (10, "unchanged")]
    assert (told.deeds[1].ended_by, told.deeds[1].why) == ("UBO", "<@UCY>: that is\nall of them")
    assert [deed.number for deed in told.broken] == [3]
    assert told.reads == (("pods", 2), ("logs", 1))


def test_it_agrees_with_the_projection():
    story = rescue()
    incident, told = story.incident(), story.report().work
    for deed in told.deeds:
        change = incident.change(deed.number)
        assert change is not None
        assert (deed.stage, deed.undone_by, deed.followed_by) == (
            change.stage, change.undone, change.followed,
        )  # fmt: skip
        assert (deed.stands, bool(deed.kept)) == (change.mitigation, change.kept)
        assert (deed.begun, deed.applied, deed.ended) == (change.begun, change.applied, change.ended)


@pytest.mark.parametrize(
    ("name", "shown"), [("prod", "Production (EU)"), ("edge", "Shops (edge)"), ("gone", "gone")]
)
def test_a_cluster_is_called_as_the_team_calls_it(name, shown):
    story = Rescue()
    story.declared().say(e.PlanAsked(1, "i", "scale", Words("x"), name, "shop"))
    assert story.report().work.deeds[0].cluster == shown


def test_nothing_asked_of_a_cluster_is_nothing():
    assert full().report().work == Work()


def test_what_was_done_can_be_undone_and_then_it_stands_no_more():
    story = asked().applied(1, LAME).done(1)
    assert [deed.number for deed in story.report().work.standing] == [1]
    story.asked(2, "undo 1", undoes=1).planned(2, plan("Back to 3", "Back to 5")).approved(2)
    assert story.report().work.deeds[0].undone_by is None
    told = story.applied(2).report().work
    assert (told.deeds[0].undone_by, told.deeds[1].undoes, told.standing) == (2, 1, ())


@pytest.mark.parametrize(
    ("event", "stands"),
    [
        (e.RunFailed(1, Words("forbidden")), False),
        (e.RunFailed(1, Words("stuck"), sent=True), True),
        (e.RunUnknown(1, Words("timed out")), True),
        (e.RunDrifted(1, Words("moved")), False),
    ],
)
def test_only_what_was_or_may_have_been_changed_stands(event, stands):
    (deed,) = asked().say(event, e.TOCSIN).report().work.deeds
    assert deed.stands is stands


def test_a_change_without_an_inverse_does_not_stand():
    story = Rescue().declared()
    story.asked(1, "restart web").planned(1, plan("Restart web")).approved(1).applied(1)
    assert story.report().work.standing == ()


def test_who_said_why_it_stays_is_kept():
    story = asked().applied(1).say(e.MitigationsKept((1, 9), Words("until Monday")), "UCY")
    kept = story.report().work.deeds[0].kept
    assert kept
    assert (kept.person, kept.why) == ("UCY", "until Monday")


def test_a_change_that_nobody_follows_is_done_when_it_was_applied():
    story = Rescue().declared()
    story.asked(1, "scale web 5").planned(1, plan("Scale", watched=False), 0).minute(4).applied(1)
    (deed,) = story.report().work.deeds
    assert (deed.stage, deed.ended, deed.approvers) == (Stage.DONE, story.at(4), 0)


def test_facts_about_a_change_nobody_asked_for_are_left_alone():
    story = Rescue().declared()
    story.applied(7).say(e.MitigationsKept((7,), Words("x"))).asked(8, "x", replaces=7, undoes=7).applied(8)
    assert [deed.number for deed in story.report().work.deeds] == [8]


def test_a_redacted_plan_reason_and_read_are_blank_also_in_nested_records():
    story = Rescue().declared()
    story.say(e.ReadAsked(1, "logs", Words("grep s3cret"), Call("logs", {"grep": "s3cret"})))
    story.asked(1, "set env TOKEN=s3cret").planned(1, plan("Set s3cret", "Unset s3cret", "web"))
    story.say(e.GlassBroken(1, Words("s3cret"), story.now))
    for seq in range(2, 6):
        story.say(e.TextRedacted(seq, Words("a key")))
    told = story.report()
    assert "s3cret" not in repr(told)
    assert (told.work.deeds[0].title, told.work.deeds[0].undo) == ("[redacted]", True)
    assert told.work.reads == (("logs", 1),)


def test_the_timeline_has_what_a_reader_wants_and_counts_the_rest():
    story = asked().applied(1, LAME).say(e.VerdictDue(1, 2)).say(e.VerdictTaken(1, 2, "unchanged", LAME))
    told = story.done(1).say(e.VerdictTaken(1, 10, "better", HEALTHY)).report()
    assert [type(row.fact.event).__name__ for row in told.timeline] == [
        "Declared", "PlanAsked", "PlanMade", "VoteCounted", "RunApplied", "RunFinished", "VerdictTaken",
    ]  # fmt: skip
    assert told.record.bookkeeping == 5


def test_whoever_voted_or_is_named_in_a_plan_is_among_the_people():
    story = Rescue().declared()
    story.asked(1, "x").planned(1, plan("Wake <@UEVE|eve>")).approved(1, "UFAY")
    assert story.report().people >= {"UEVE", "UFAY"}


def test_ten_thousand_changes_are_told_in_time_that_grows_with_their_number():
    story = Rescue().declared()
    incident = story.incident()
    for number in range(1, 10_001):
        story.asked(number, "x", replaces=number - 1).planned(number, plan("X", "Y")).applied(number)
    began = time.perf_counter()
    told = report(incident, story.facts, RUN, "", story.now)
    assert len(told.work.standing) == 10_000
    assert time.perf_counter() - began < 20

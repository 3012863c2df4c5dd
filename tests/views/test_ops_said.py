"""What is said of work on clusters: loud where a rule was bent, to the requester at the end, else nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.action import Call, Health
from bot.domain.words import Words
from bot.views.lines import SLACK, Voice, line
from bot.views.said import SILENT, TOLD, said
from tests.views import limits
from tests.views.corpus import NOW, TEXTS
from tests.views.ops_corpus import AFTER, NAMES, OPS, PLAN, STAGES, incident, operation, plan_of
from tests.views.test_ops_change import hostile

KINDS = get_args(e.Operating)


def every(text, number=3):
    """One event of every kind, each word of it being `text`."""
    said, call = Words(text), Call("get", {"what": text})
    yield e.OperationOpened(text, text, said)
    yield e.ReadAsked(number, text, said, call, NOW)
    yield e.ReadAnswered(number, said, 3)
    yield e.ReadFailed(number, said)
    yield e.FollowEnded(number, "U0BO")
    yield e.PlanAsked(number, text, text, said, text, text, 1, 2)
    yield e.PlanRefused(number, said)
    yield e.PlanMade(number, plan_of(text), 2, (text,), text, NOW)
    yield e.ApprovalGiven(number)
    yield e.VoteCounted(number, "U0BO", said)
    yield e.VoteNotCounted(number, "U0BO", said)
    yield e.ChangeApproved(number, NOW)
    yield e.GlassBroken(number, said, NOW)
    yield e.ChangeRejected(number, said)
    yield e.ChangeWithdrawn(number, said)
    yield e.ChangeExpired(number, NOW, True)
    yield e.RunStarted(number, text, AFTER)
    yield e.RunApplied(number, said, 3, AFTER, True)
    yield e.RunDrifted(number, said)
    yield e.RunFailed(number, said, True, AFTER)
    yield e.RunUnknown(number, said)
    yield e.RunFinished(number, said, AFTER)
    yield e.VerdictDue(number, 2)
    yield e.VerdictTaken(number, 2, "worse", AFTER, said)
    yield e.MitigationsKept((1, 2), said)
    yield e.OutsideChange(text, said, text, NOW, text, text)
    yield e.Frozen(text, text, said)
    yield e.Thawed(text, text, said)


def tell(event, name="done", actor="tocsin", stream=None):
    return said(e.Fact(9, NOW, actor, event), stream or incident(STAGES[name]), OPS, NOW, NAMES)


def test_every_kind_of_event_is_here_and_told_or_silent_for_a_reason():
    assert {type(event) for event in every("x")} == set(KINDS)
    assert set(KINDS) <= set(TOLD) | set(SILENT)
    assert all(SILENT[kind] for kind in KINDS if kind not in TOLD)


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_every_event_fits_and_has_a_line(text):
    for stream in (incident(STAGES["done"]), incident(), operation(STAGES["pending"], title=text)):
        for event in every(text):
            message = tell(event, stream=stream)
            assert message is None or limits.of_message(message) == [], event
            shown = line(e.Fact(9, NOW, "U0ADA", event))
            assert shown.strip()
            assert "\n" not in shown


@settings(max_examples=100)
@given(hostile)
def test_what_a_cluster_said_calls_nobody(text):
    for event in every(text):
        message = tell(event)
        assert message is None or limits.of_message(message) == []
        by_people = (e.GlassBroken, e.ChangeRejected, e.Frozen, e.Thawed)
        if message is not None and not isinstance(event, by_people):
            assert "<@U0MAL>" not in message.text
            assert "```" not in message.text


@pytest.mark.parametrize(
    "event",
    [
        e.PlanRefused(3, Words("no right")),
        e.ChangeRejected(3, Words("no")),
        e.ChangeExpired(3, NOW),
        e.RunDrifted(3, Words("moved")),
        e.RunFailed(3, Words("broken"), True),
        e.RunUnknown(3, Words("runs 811")),
        e.RunFinished(3, Words("3 of 3")),
        e.VerdictTaken(3, 2, "worse", AFTER),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_end_of_a_change_calls_who_asked_for_it(event):
    assert "<@U0ADA>" in tell(event, actor="U0BO").text


def test_nobody_is_called_about_what_they_did_themselves():
    assert "<@U0ADA>, #3" not in tell(e.ChangeRejected(3, Words("no")), actor="U0ADA").text


def test_a_verdict_is_told_only_when_it_is_worse():
    assert tell(e.VerdictTaken(3, 2, "better", AFTER)) is None
    assert tell(e.VerdictTaken(3, 2, "unchanged", AFTER)) is None
    told = tell(e.VerdictTaken(3, 10, "worse", Health(3, 0, 3, 0, 20)), "judged").text
    assert "10 min later it stands *worse*" in told
    assert "(1 of 3 ready, 14 restarts before, 0 of 3 ready, 20 restarts now)" in told


def test_broken_glass_calls_those_who_were_not_asked():
    text = tell(e.GlassBroken(3, Words("all payments fail"), NOW), "glass", "U0BO").text
    assert text.startswith("🚨 *BREAK GLASS*: <@U0BO> runs")
    assert "all payments fail" in text
    assert "<!subteam^S0SRE>: please review it." in text
    nobody = incident(replace(STAGES["glass"], groups=()))
    event = e.GlassBroken(3, Words("now"), NOW)
    assert "Somebody else must review it." in tell(event, actor="U0BO", stream=nobody).text


def test_a_freeze_says_where_why_and_how_it_ends():
    text = tell(e.Frozen("shop", "jobs", Words("migration")), actor="U0BO").text
    assert "shop/jobs are frozen* by <@U0BO>: migration" in text
    assert "`/ops thaw`" in text
    assert "every system" in tell(e.Frozen("", "", Words("audit")), actor="U0BO").text


@given(st.booleans())
def test_a_failure_says_whether_the_cluster_was_changed(sent):
    text = tell(e.RunFailed(3, Words("refused"), sent), "failed").text
    assert ("Nothing was changed." in text) is not sent
    assert ("Undo is on its message" in text) is sent


def test_a_report_reads_the_same_lines_with_a_voice_of_its_own():
    voice = Voice(
        who={"U0BO": "Bo", "U0ADA": "Ada"}.__getitem__, at=lambda at: f"{at:%H:%M}", text=str, name=str
    )
    fact = e.Fact(4, NOW, "U0BO", e.GlassBroken(3, Words("it burns & smokes"), NOW))
    assert line(fact, voice) == "BREAK GLASS: Bo ran change 3 without approval: it burns & smokes"
    planned = e.Fact(5, NOW, "tocsin", e.PlanMade(3, PLAN, 2, ("sre",), "requester", NOW))
    assert "2 to approve: Roll back deployment/web to revision 11 (plan 9f2c4e11aabb)" in line(planned, SLACK)

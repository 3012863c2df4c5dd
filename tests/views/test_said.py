"""Every event is told or silent on purpose, and what is told suits the moment it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from bot.domain import events as e
from bot.domain import followups
from bot.domain.incident import Climb
from bot.domain.words import Words
from bot.views.call import call
from bot.views.kit import Message
from bot.views.lines import SLACK, Voice, line
from bot.views.said import SILENT, TOLD, direct, said, world
from bot.worker.effects import EFFECTS
from tests.views import limits
from tests.views.corpus import ADDRESSES, DECLARED, NOW, SYSTEM, event_strategy, facts, states

LED = dict(states())["led"]


def tell(event, incident=DECLARED, actor="U0BO", minutes=5):
    at = NOW + timedelta(minutes=minutes)
    return said(e.Fact(9, at, actor, event), incident, SYSTEM, at, ADDRESSES)


def buttons(message):
    return [
        x["action_id"] for block in message.blocks if block["type"] == "actions" for x in block["elements"]
    ]


def test_every_event_is_either_told_or_silent_for_a_reason():
    assert set(TOLD) | set(SILENT) == set(e.KINDS.values())
    assert not set(TOLD) & set(SILENT)
    assert all(SILENT.values())


def test_what_the_follow_ups_send_there_are_words_for():
    assert {*followups.IN_CHANNEL, *followups.IN_THREAD} <= set(TOLD)
    for fact in facts():
        if isinstance(fact.event, followups.TO_PERSON):
            assert direct(fact, DECLARED, SYSTEM, NOW, ADDRESSES) is not None, fact.event


@given(event_strategy())
def test_any_event_can_be_told_and_has_a_line(event):
    fact = e.Fact(1, NOW, "U0ADA", event)
    for incident in (DECLARED, LED):
        for message in (said(fact, incident, SYSTEM, NOW), direct(fact, incident, SYSTEM, NOW)):
            assert message is None or limits.of_message(message) == []
    shown = line(fact)
    assert shown.strip()
    assert "\n" not in shown
    assert limits.of_message(Message(shown[:3000] if len(shown) > 3000 else shown)) == []


def test_a_report_reads_the_same_lines_with_a_voice_of_its_own():
    voice = Voice(who=lambda id: {"U0BO": "Bo"}[id], at=lambda at: f"{at:%H:%M}", text=str, name=str)
    fact = e.Fact(4, NOW, "U0BO", e.Mitigated(NOW, Words("rolled back & drained")))
    assert line(fact, voice) == "Bo marked it mitigated at 14:02: rolled back & drained"
    assert line(fact, SLACK).startswith("<@U0BO> marked it mitigated at <!date^")


def test_monitoring_that_came_with_mitigated_is_not_said_twice():
    eased = replace(LED, milestones=LED.milestones | {"mitigated": NOW + timedelta(minutes=5)})
    assert tell(e.StatusChanged("investigating", "monitoring"), eased) is None
    assert tell(e.StatusChanged("investigating", "monitoring", Words("quiet")), eased) is not None
    assert tell(e.StatusChanged("investigating", "monitoring"), LED) is not None


def test_mitigated_that_a_resolve_implied_is_not_said_twice():
    resolved = dict(states())["resolved"]
    ended = resolved.milestones["resolved"]
    assert tell(e.Mitigated(ended), resolved) is None
    assert tell(e.Mitigated(ended, Words("rolled back")), resolved) is not None


def test_an_acknowledgement_that_came_with_command_is_not_said_twice():
    assert tell(e.Acknowledged(NOW), replace(DECLARED, roles={"commander": "U0BO"})) is None
    assert buttons(tell(e.Acknowledged(NOW))) == ["take_command"]


def test_a_rung_calls_its_people_and_offers_to_acknowledge():
    message = tell(e.RungClimbed(1, "Second on-call", NOW, ("@oncall", "U0BO", "nobody@shop.test")))
    assert "<!subteam^S0ONCALL>, <@U0BO>, nobody@shop.test (Second on-call)" in message.text
    assert buttons(message) == ["ack"]


def test_a_rung_told_after_the_acknowledgement_asks_for_nothing():
    message = tell(e.RungClimbed(1, "Second on-call", NOW, ("U0BO",)), LED)
    assert "has acknowledged since" in message.text
    assert buttons(message) == []
    alone = direct(e.Fact(9, NOW, "tocsin", e.RungClimbed(1, "CTO", NOW, ("U0BO",))), LED, SYSTEM, NOW)
    assert alone is not None
    assert "No need to act" in alone.text


def test_a_skipped_rung_calls_nobody():
    rung = e.RungClimbed(1, "CTO", NOW, ("U0BO",), skipped=True)
    assert tell(rung) is None
    assert direct(e.Fact(9, NOW, "tocsin", rung), DECLARED, SYSTEM, NOW) is None


def test_being_away_is_one_honest_line():
    away = e.BotWasAway(NOW, NOW + timedelta(minutes=17), ("an update", "an update", "escalation to CTO"))
    assert "; 2 updates and escalation to CTO were due." in tell(away).text
    assert "; nothing was due." in tell(e.BotWasAway(NOW, NOW)).text


def test_a_drill_draws_no_attention_outside_its_ladder():
    raised = e.SeverityChanged("P2", "P1", True)
    assert "For your attention" in tell(raised).text
    assert "For your attention" not in tell(raised, replace(DECLARED, drill=True)).text


def test_the_call_names_each_group_once_and_offers_to_acknowledge():
    message = call(DECLARED, SYSTEM, ADDRESSES)
    assert message is not None
    assert message.text.count("S0ONCALL") == 1
    assert buttons(message) == ["ack"]
    assert buttons(call(LED, SYSTEM, ADDRESSES)) == []
    assert call(replace(DECLARED, severity="P3"), SYSTEM, ADDRESSES) is None


def test_the_call_in_a_drill_goes_to_the_ladder_only():
    nobody_called = replace(DECLARED, climb=Climb(NOW))
    message = call(nobody_called, SYSTEM, ADDRESSES)
    assert message is not None
    assert "For your attention" in message.text
    assert call(replace(nobody_called, drill=True), SYSTEM, ADDRESSES) is None


def test_every_job_of_the_worker_has_words_for_when_it_fails():
    assert set(world.EFFECTS) == {*EFFECTS, "deadlines"}


def test_an_archived_channel_matters_only_while_people_work_in_it():
    archived = e.Fact(9, NOW, "tocsin", e.ChannelArchived())
    assert direct(archived, DECLARED, SYSTEM, NOW) is not None
    assert direct(archived, dict(states())["closed"], SYSTEM, NOW) is None

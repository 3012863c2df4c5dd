"""Every view, over every kind of text people send, within Slack's limits and without calling a crowd."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.incident import Incident
from bot.views import channel, lists, replies
from bot.views.call import call
from bot.views.card import card
from bot.views.home import Mine, Task, home
from bot.views.said import direct, said
from tests.views import limits
from tests.views.corpus import ADDRESSES, DECLARED, NOW, SYSTEM, TEXTS, facts, states, summary

LATER = NOW + timedelta(minutes=50)
TELLING = ("declared", "led", "crowded", "resolved")

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))


@every_text
def test_what_shows_the_state_fits_in_every_state(text):
    for name, incident in states(text):
        for message in (
            card(incident, SYSTEM, LATER),
            replies.status(incident, SYSTEM, LATER),
            replies.repair(incident),
            replies.twin(incident, LATER, text[:3000]),
            replies.declared(incident),
            channel.announcement(incident, SYSTEM, LATER, ADDRESSES),
            call(incident, SYSTEM, ADDRESSES),
        ):
            assert message is None or limits.of_message(message) == [], name
        assert len(channel.topic(incident, SYSTEM)) <= 250


@every_text
def test_what_is_said_and_sent_to_people_fits(text):
    incidents: dict[str, Incident] = dict(states(text))
    for fact in facts(text):
        for name in TELLING if text in (TEXTS["plain"], TEXTS["crowd"]) else ("led",):
            for message in (
                said(fact, incidents[name], SYSTEM, LATER, ADDRESSES, "ab" * 32),
                direct(fact, incidents[name], SYSTEM, LATER, ADDRESSES),
            ):
                assert message is None or limits.of_message(message) == [], (name, fact.event)


@every_text
def test_answers_and_lists_fit(text):
    everything = list(facts(text))
    for message in (
        replies.refused(text),
        replies.mistake(text, text),
        replies.away(),
        replies.done(DECLARED, everything),
        replies.contacts(SYSTEM, (), text),
        lists.timeline(DECLARED, everything, LATER, "2"),
        lists.listing([summary(text)] * 60, LATER),
    ):
        assert limits.of_message(message) == []


@every_text
def test_home_fits_a_busy_person(text):
    _, incident = next(one for one in states(text) if one[0] == "crowded")
    mine = [Mine(summary(text, id=f"i{n}", due_at=NOW), (text,)) for n in range(40)]
    tasks = [Task("5f2a", text[:40] or "INC-7", item) for item in incident.items]
    view = home(mine, tasks, [summary(text)] * 40, LATER)
    assert limits.of_home(view) == []


def test_five_hundred_facts_on_one_page_are_cut_and_say_so():
    page = [fact for _ in range(6) for fact in facts("x" * 900)]
    message = lists.timeline(DECLARED, page, LATER, "2")
    assert limits.of_message(message) == []
    assert message.blocks[-1]["type"] == "actions"

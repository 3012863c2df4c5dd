"""What every other verb understands, one row a way of typing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain import commands
from bot.domain.naming import VERBS as NAMED
from commands import grammar as g
from commands.grammar import Mistake, OpenModal, parse
from tests.commands.kit import EMPTY, HERE, NOW, ONE, TWO, read

c: Any = commands


def at(day, hour, minute):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


ROWS = [
    ("", g.Help()),
    ("  \u200b ", g.Help()),
    ("help", g.Help()),
    ("?", g.Help()),
    ("help decalre", g.Help("declare")),
    ("help /incident", g.Help()),
    ("declare --help", g.Help("declare")),
    ("sev help", g.Help("sev")),
    ("status", g.Status()),
    ("STATUS.", g.Status()),
    ("state identified pool too small", c.ChangeStatus("identified", "pool too small")),
    ("state Monitoring", c.ChangeStatus("monitoring")),
    ("state monitor: watching it", c.ChangeStatus("monitoring", "watching it")),
    ("sev p0", c.ChangeSeverity("P0")),
    ("sev sev0 all  regions", c.ChangeSeverity("P0", "all  regions")),
    ("severity p0: all regions", c.ChangeSeverity("P0", "all regions")),
    ("sev", OpenModal("sev")),
    ("title  checkout   5xx ", c.Retitle("checkout 5xx")),
    ("ack", c.Acknowledge()),
    ("take", c.AssignRole("commander")),
    ("command", c.AssignRole("commander")),
    ("role commander me", c.AssignRole("commander")),
    ("role ic <@U123|ana lee>", c.AssignRole("commander", "U123")),
    ("role incident commander to <@U123>", c.AssignRole("commander", "U123")),
    ("role <@W123> comms", c.AssignRole("communications", "W123")),
    ("role Comms release", c.AssignRole("communications", release=True)),
    ("role scribe U0123456", c.AssignRole("scribe", "U0123456")),
    ("update", OpenModal("update")),
    ("update rate is falling", c.PostUpdate("rate is falling")),
    ("update one\ntwo", c.PostUpdate("one\ntwo")),
    ("update known: a b doing: c d next: 15m", c.PostUpdate("a b", "c d", at(25, 14, 45))),
    ("update Next: 16:00. Known: a Doing: b", c.PostUpdate("a", "b", at(25, 16, 0))),
    ("update doing: c", OpenModal("update", {"doing": "c"})),
    ("update the unknown: it hurts", c.PostUpdate("the unknown: it hurts")),
    ("snooze 10m vendor", c.Snooze(at(25, 14, 40), "vendor")),
    ("snooze 10 min for the vendor", c.Snooze(at(25, 14, 40), "for the vendor")),
    ("snooze until 15:00 the restore runs", c.Snooze(at(25, 15, 0), "the restore runs")),
    ("note failover took 40 s", c.AddNote("failover took 40 s")),
    ("note ran tar --cat -at 5 -a", c.AddNote("ran tar --cat -at 5 -a")),
    ("note alarms --at 13:52", c.AddNote("alarms", at(25, 13, 52))),
    ("note keep\n  lines", c.AddNote("keep\n  lines")),
    ("decide roll back", c.RecordDecision("roll back")),
    ("impact users_affected 1200", c.RecordImpact("users_affected", "1200")),
    ("impact Users affected: 1,200", c.RecordImpact("users_affected", "1,200")),
    ("impact cost=12 EUR", c.RecordImpact("cost", "12 EUR")),
    ("task write tests", c.AddActionItem("write tests")),
    ("task write tests <@U1A> by friday", c.AddActionItem("write tests", "U1A", at(27, 17, 0))),
    ("task write tests by friday <@U1A>", c.AddActionItem("write tests", "U1A", at(27, 17, 0))),
    ("task <@U1A> write tests by 2026-11-30", c.AddActionItem("write tests", "U1A", at(30, 17, 0))),
    ("task @me write tests by tomorrow 9:00", c.AddActionItem("write tests", "U0ME", at(26, 9, 0))),
    ("task ask <@U1A> about it", c.AddActionItem("ask <@U1A> about it")),
    ("task stand by the phone", c.AddActionItem("stand by the phone")),
    ("task step by step by in 2 days", c.AddActionItem("step by step", None, at(27, 14, 30))),
    ("done 3", c.CompleteActionItem(3)),
    ("done #3", c.CompleteActionItem(3)),
    ("milestone detected 14:02", c.SetMilestone("detected", at(25, 14, 2))),
    ("milestone Started: yesterday 23:50", c.SetMilestone("started", at(24, 23, 50))),
    ("milestone started 2026-11-20 14:02", c.SetMilestone("started", at(20, 14, 2))),
    ("mitigated", c.Mitigate()),
    ("mitigated rolled back —at 14.20", c.Mitigate("rolled back", at(25, 14, 20))),
    ("resolve", c.Resolve()),
    ("resolve pool size", c.Resolve("pool size")),
    ("reopen it is back", c.Reopen("it is back")),
    ("close", c.Close()),
    ("cancel probe was wrong", c.Cancel("probe was wrong")),
    ("duplicate inc-12", c.MarkDuplicate("INC-12")),
    ("duplicate of <#C12|inc-12>", c.MarkDuplicate("C12", "C12")),
    ("timeline", g.Timeline()),
    ("timeline page 3", g.Timeline(3)),
    ("timeline all", g.Timeline(1, "all")),
    ("contacts", g.Contacts()),
    ("contacts data  base", g.Contacts("data base")),
    ("list", g.List("smartcloudops")),
    ("list all", g.List()),
    ("list mine", g.List(None, True)),
    ("list online boutique", g.List("boutique")),
    ("postmortem", c.DraftPostmortem()),
    ("postmortem show", g.PostmortemShow()),
    ("postmortem done", c.CompletePostmortem()),
    ("postmortem done <https://w.io/1>", c.CompletePostmortem("https://w.io/1")),
    ("redact 12 pasted a password", c.Redact(12, "pasted a password")),
    ("repair", g.RepairList()),
    ("repair 2", c.Repair("2")),
    ("repair all", c.Repair("all")),
]


@pytest.mark.parametrize(("text", "meant"), ROWS)
def test_it_is_understood(text, meant):
    assert parse(text, HERE) == meant


@pytest.mark.parametrize(
    ("text", "says", "nearest"),
    [
        ("decalre p1 disk", "Did you mean `declare`?", "declare p1 disk"),
        ("statsu", "Did you mean `status`?", "status"),
        ("p1 disk full", "`p1` is a severity", "declare p1 disk full"),
        ("dесlаrе p1 disk", "Did you mean `declare`?", "declare p1 disk"),
        ("xyzzy", "There is no command `xyzzy`", "help"),
        ("🔥🔥", "There is no command", "help"),
        ("x" * 10_000, "There is no command", "help"),
        ("`rm`", "There is no command `'rm'`", None),
        ("state", "Which state?", None),
        ("state resolved pool", "has a command of its own", "resolve pool"),
        ("sev p9", "Choose one of: P0, P1, P2, P3", None),
        ("role", "Roles: commander, communications, scribe", None),
        ("role boss me", "There is no role `boss`", None),
        ("role scribe", "Write `me`, or pick the person", None),
        ("role scribe ana", "I do not know who `ana` is", None),
        ("title", "what is broken", None),
        ("update next: soon", "Write `next: 15m`", None),
        ("snooze", "For how long", None),
        ("snooze 10m", "Say why", None),
        ("snooze a while", "For how long", None),
        ("note", "The note is empty", None),
        ("note --at 14:02", "The note is empty", None),
        ("decide", "The decision is empty", None),
        ("impact", "Fields: users_affected, cost, downtime", None),
        ("impact sadness 3", "does not ask for `sadness`", None),
        ("impact cost", "What is the value of cost?", None),
        ("task", "What is to be done?", None),
        ("task fix it by frday", "is no date I can read", None),
        ("task fix it by 2026-13-45", "is no date I can read", None),
        ("done", "Write its number", None),
        ("done 0", "Write its number", None),
        ("milestone", "Which milestone, and when?", None),
        ("milestone detcted 14:02", "There is no milestone", "milestone detected 14:02"),
        ("milestone started", "The time is missing", None),
        ("milestone started 2027-01-01 10:00", "lies ahead", None),
        ("reopen", "Say why", None),
        ("cancel", "Say why", None),
        ("duplicate", "Of which incident?", None),
        ("redact 12", "Say why", None),
        ("redact this", "Write the number", None),
        ("timeline yesterday", "neither a page nor `all`", None),
        ("list nowhere", "Systems: boutique, smartcloudops", None),
        ("postmortem of it", "means nothing here", None),
    ],
)
def test_a_mistake_says_what_is_wrong_and_what_to_write(text, says, nearest):
    answer = parse(text, HERE)
    assert isinstance(answer, Mistake)
    assert says in answer.message
    assert answer.nearest == nearest if nearest else answer.nearest


@pytest.mark.parametrize("verb", g.VERBS, ids=lambda verb: verb.name)
def test_every_example_works_as_it_is_written(verb):
    for example in verb.examples:
        typed = example.replace("@ana", "<@U123|ana>").replace("#inc-12", "<#C12|inc-12>")
        assert not isinstance(parse(typed, ONE), Mistake), example


def test_every_verb_that_permissions_may_name_is_a_verb_of_the_table():
    assert set(NAMED) <= {verb.name for verb in g.VERBS}


def test_no_word_means_two_verbs():
    words = [word for verb in g.VERBS for word in (verb.name, *verb.aliases)]
    assert len(words) == len(set(words))


def test_without_a_known_system_the_words_are_passed_on_for_the_rules_to_judge():
    assert parse("sev critical all", TWO) == c.ChangeSeverity("critical", "all")
    assert parse("role comms me", TWO) == c.AssignRole("comms")
    assert parse("impact cost 12", TWO) == c.RecordImpact("cost", "12")
    assert parse("sev p1", EMPTY) == c.ChangeSeverity("p1")


def test_a_time_that_has_just_begun_on_a_fast_watch_is_now():
    assert read("note x --at 14:31", ONE).at == NOW

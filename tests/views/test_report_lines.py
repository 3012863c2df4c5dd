"""What every fact says in plain text: all events, with names for ids, whatever people typed."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import timedelta
from typing import Any, cast, get_type_hints

import pytest

from bot.domain import events as e
from bot.domain.report_timeline import without_redacted
from bot.domain.words import Words
from bot.views.report_lines import plain
from tests.domain.report_rescue import LAME, plan
from tests.domain.report_story import NAMES, START


def example(kind: type) -> Any:
    """An event of `kind` with something in every field that needs a value."""
    given: dict[type, Any] = {
        str: "word", int: 1, bool: True, Words: Words("said"), type(START): START,
        tuple: ("UANA",), dict: {"UANA": "no"}, tuple[int, ...]: (1, 2),
    }  # fmt: skip
    hints = get_type_hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return kind(**{name: _one(hints[name], given) for name in needed})


def _one(hint: Any, given: dict[Any, Any]) -> Any:
    if is_dataclass(hint):
        return example(cast(type, hint))
    return given[hint] if hint in given else given[hint.__origin__]


@pytest.mark.parametrize("kind", e.KINDS.values(), ids=list(e.KINDS))
def test_every_event_says_something_in_one_clean_line(kind):
    fact = e.Fact(1, START, "UANA", example(kind))
    text = plain(fact, NAMES)
    assert text
    assert "\n" not in text
    assert "UANA" not in text
    assert kind.__name__ not in text or len(kind.__name__) < 13
    redacted, _ = without_redacted([fact, e.Fact(2, START, "UANA", e.TextRedacted(1, Words("why")))])
    assert "said" not in plain(redacted[0], NAMES)


def say(event: e.Event) -> str:
    return plain(e.Fact(1, START, "UANA", event), NAMES)


LATER, TOMORROW = START + timedelta(minutes=25), START + timedelta(days=1)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (e.SeverityChanged("P2", "P0", True, Words("all of it")), "Severity raised from P2 to P0: all of it"),
        (e.SeverityChanged("P0", "P2", False), "Severity lowered from P0 to P2"),
        (e.Resolved(START, Words("done"), False), "Resolved, cause not known yet: done"),
        (e.Mitigated(START - timedelta(minutes=9)), "Mitigated (recorded 14:05 UTC)"),
        (e.UpdatePosted(Words("a"), Words("b"), LATER), "Update: a\nDoing: b\nNext update by 14:30 UTC"),
        (e.UpdatePosted(Words("a"), next_by=TOMORROW), "Update: a\nNext update by 2026-03-05 14:05 UTC"),
        (e.RoleAssigned("commander", "UBO", "UCY"), "Commander: Bo Lindqvist, taking over from Cy | Young"),
        (e.RungClimbed(2, "CTO", START, ("SCTO",)), "Escalation step 3: CTO (@cto)"),
        (e.RungClimbed(2, "CTO", START, skipped=True), "Escalation step 3 skipped: CTO"),
        (e.UpdateMissed(START, 3), "The update due at 14:05 UTC did not come (3 were due by now)"),
        (e.BotWasAway(START, LATER), "Tocsin was away from 14:05 UTC for 25 min"),
        (e.PeopleInvited(("UBO", "UCY"), {"UDEE": "gone"}),
         "Invited Bo Lindqvist and Cy | Young; could not invite Dee"),
        (e.PlanAsked(3, "i", "scale", Words("scale web 5"), "prod", "shop", undoes=1, replaces=2),
         "Asked for change 3 on prod/shop, to undo change 1, in place of change 2: scale web 5"),
        (e.PlanMade(3, plan("Scale web to 5"), 0, (), "requester", LATER),
         "Change 3 planned, needs no approval: Scale web to 5"),
        (e.VoteCounted(3, "UBO", Words("RoleBinding x")), "Change 3 approved by Bo Lindqvist: RoleBinding x"),
        (e.GlassBroken(3, Words("alone"), LATER), "Broke the glass: ran change 3 without approval: alone"),
        (e.ChangeExpired(3, LATER, True), "Change 3 expired: approved but not begun by 14:30 UTC"),
        (e.RunFailed(3, Words("<@UBO> left")), "Change 3 failed, nothing was changed: Bo Lindqvist left"),
        (e.VerdictTaken(3, 2, "worse", LAME), "2 min after change 3: worse (1 of 3 ready)"),
        (e.Frozen("shop", "", Words("release")), "Changes to shop frozen: release"),
        (e.Thawed("", ""), "Freeze of everything lifted"),
        (e.MitigationsKept((1, 3), Words("v42 leaks")), "Changes left standing (1 and 3): v42 leaks"),
        (e.Unknown("Newer", {}), "Newer, written by a newer version of Tocsin"),
        (e.NoteAdded(Words("<@UBO> asked <#C1|ops> <!here>, see <https://x.test/a|this>")),
         "Note: Bo Lindqvist asked #ops @here, see this (https://x.test/a)"),
    ],
)  # fmt: skip
def test_what_it_says(event, text):
    assert say(event) == text

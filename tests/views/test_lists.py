"""Help fits a phone and knows its table; pages and lists say what is left out."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import events as e
from bot.domain.incident import ActionItem
from bot.domain.words import Words
from bot.views import ids, lists, replies
from bot.views.home import Mine, Task, home
from commands.grammar.verbs import VERBS
from tests.views import limits
from tests.views.corpus import DECLARED, NOW, SYSTEM, states, summary


def text_of(message):
    return "\n".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")


def test_the_help_names_every_command_and_fits_a_phone():
    message = lists.help_text(VERBS)
    assert limits.of_message(message) == []
    assert all(f"`{verb.name}` " in text_of(message) for verb in VERBS)
    assert max(map(len, text_of(message).splitlines())) <= 90


def test_the_help_leaves_out_what_this_person_may_not_do():
    shown = text_of(lists.help_text(VERBS, allowed={"ack", "status"}))
    assert "`ack`" in shown
    assert "`redact`" not in shown


def test_help_on_one_command_shows_its_examples():
    for verb in VERBS:
        for word in (verb.name, *verb.aliases):
            message = lists.help_text(VERBS, word)
            assert limits.of_message(message) == []
            assert f"/incident {verb.name}" in text_of(message)
    assert "There is no command `nonsense`" in lists.help_text(VERBS, "nonsense").text


def test_a_page_of_the_timeline_leads_on_and_shows_the_numbers():
    facts = [e.Fact(n, NOW, "U0BO", e.NoteAdded(Words(f"note {n}"))) for n in range(30, 0, -1)]
    message = lists.timeline(DECLARED, facts, NOW, "2")
    assert "`30` " in text_of(message)
    assert message.blocks[-1]["elements"][0]["value"] == ids.join(DECLARED.id, "2")
    assert ids.split(ids.join("s|x", 1)[2:]) == ("x", "1")
    assert lists.timeline(DECLARED, facts[:3], NOW).blocks[-1]["type"] == "section"


def test_a_long_list_says_how_many_more_there_are():
    shown = text_of(lists.listing([summary("x")] * 25, NOW, total=140))
    assert "and 115 more" in shown
    assert "none" in lists.listing([], NOW).text


def test_home_names_what_is_due_first():
    late = ActionItem(1, Words("alert"), "U0BO", NOW - timedelta(days=1))
    mine = [Mine(summary("x", due_at=NOW + timedelta(minutes=4), due_kind="update"))]
    first = home(mine, [Task("5f2a", "INC-7", late)], [], NOW)["blocks"][1]["text"]["text"]
    assert "action item 1 of INC-7 was due" in first
    first = home(mine, [], [], NOW)["blocks"][1]["text"]["text"]
    assert "a status update for INC-7 is due" in first


def test_home_with_very_much_on_it_says_what_is_left_out():
    view = home([Mine(summary("x", id=f"{n}")) for n in range(99)], [], [], NOW)
    assert limits.of_home(view) == []
    assert "and 87 more" in str(view)


def test_what_waits_for_repair_can_be_tried_again_one_by_one():
    led = dict(states())["led"]
    values = [b["accessory"]["value"] for b in replies.repair(led).blocks if "accessory" in b]
    assert values == ["5f2a|j1", "5f2a|j2"]
    assert "Nothing to repair" in replies.repair(DECLARED).text


def test_a_repeated_delivery_is_not_confirmed_as_something_new():
    fact = e.Fact(2, NOW, "U0BO", e.Acknowledged(NOW))
    assert "acknowledged" in replies.done(DECLARED, [fact]).text
    assert "already" in replies.done(DECLARED, [], repeated=True).text
    assert "Nothing changed" in replies.done(DECLARED, []).text


def test_a_twin_without_room_for_the_command_offers_only_the_way_in():
    for again, offered in (("x", 2), ("", 1), ("x" * 2001, 1)):
        assert len(replies.twin(DECLARED, NOW, again).blocks[-1]["elements"]) == offered


def test_status_says_who_is_missing_and_how_to_help():
    shown = text_of(replies.status(DECLARED, SYSTEM, NOW))
    assert "/incident take" in shown
    assert "/incident ack" in shown

"""What may be done to an incident, in which state, by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.incident import Status
from bot.domain.words import Words
from bot.errors import Refused
from tests.story import ANNA, BEN, GONE, GUS, NOON, ROBOT, SYSTEM, Story, minutes


def test_declaring_calls_the_rungs_that_are_due_at_once():
    story = Story().declared("P0")

    assert story.kinds() == ["Declared", "RungClimbed"]
    assert story.state.status is Status.INVESTIGATING
    assert story.state.climb.called == (0,)
    assert story.state.milestones == {"declared": NOON}


def test_a_severity_is_known_by_its_alias_and_in_any_case():
    assert Story().declared("SEV1").state.severity == "P1"


def test_an_unknown_severity_is_answered_with_the_systems_own_list():
    with pytest.raises(Refused, match="P0, P1, P3"):
        Story().declared("P9")


def test_a_kind_brings_its_severity_and_privacy():
    story = Story().declared(None, kind="security")

    assert (story.state.severity, story.state.private) == ("P0", True)


@pytest.mark.parametrize("title", ["", "   ", "🔥🔥🔥", "\u200b", "…!?"])
def test_a_title_without_a_word_is_refused(title: str):
    with pytest.raises(Refused, match="what is broken"):
        Story().declared(title=Words(title))


def test_a_title_of_ten_thousand_characters_is_cut_and_nothing_of_it_lost():
    story = Story().declared(title=Words("checkout " * 1111))

    assert len(story.state.title) <= 200
    note = next(event for event in story.last if isinstance(event, e.NoteAdded))
    assert len(note.text) > 9000


def test_a_secret_in_a_title_or_a_note_is_masked():
    story = Story().declared(title=Words("login fails with password=hunter22 for all"))
    story.when(c.AddNote(Words("used AKIAIOSFODNN7EXAMPLE and xoxb-123456789012-abcdef")))

    assert "hunter22" not in story.state.title
    assert story.last == [e.NoteAdded(Words("used [masked] and [masked]"))]


def test_resolving_sets_mitigated_when_nobody_did():
    story = Story().declared().at(20).when(c.Resolve(Words("rolled back")))

    assert story.kinds() == ["Mitigated", "Resolved"]
    assert story.state.milestones["mitigated"] == story.state.milestones["resolved"] == NOON + minutes(20)


def test_mitigated_moves_to_monitoring_and_keeps_the_first_time():
    story = Story().declared().at(10).when(c.Mitigate(Words("scaled up")))
    story.at(30).when(c.Resolve())

    assert story.kinds() == ["Resolved"]
    assert story.state.milestones["mitigated"] == NOON + minutes(10)


def test_resolving_twice_is_refused_with_the_way_out():
    story = Story().declared().when(c.Resolve())

    with pytest.raises(Refused, match="reopen"):
        story.when(c.Resolve())


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (c.Cancel(Words("false alarm")), Status.CANCELLED),
        (c.MarkDuplicate("INC-2", "C2"), Status.DUPLICATE),
        (c.Resolve(), Status.RESOLVED),
    ],
)
def test_each_ending_can_be_reopened_and_starts_the_clock_anew(ending: c.Command, status: Status):
    story = Story().declared().at(5).when(ending)
    assert story.state.status is status

    story.at(60).when(c.Reopen(Words("it is back")))

    assert story.state.status is Status.INVESTIGATING
    assert story.state.watch.base == NOON + minutes(60)
    assert "resolved" not in story.state.milestones
    assert story.state.ended_at is None


def test_closing_needs_a_resolved_incident():
    with pytest.raises(Refused, match="resolve"):
        Story().declared().when(c.Close())
    assert Story().declared().when(c.Resolve()).when(c.Close()).state.status is Status.CLOSED


def test_a_duplicate_of_itself_or_of_nothing_is_refused():
    story = Story().declared()
    for other in ("INC-1", ""):
        with pytest.raises(Refused):
            story.when(c.MarkDuplicate(other))


def test_raising_the_severity_starts_its_ladder_and_lowering_wakes_nobody():
    raised = Story().declared("P1").at(20).when(c.ChangeSeverity("P0"))
    assert raised.kinds() == ["SeverityChanged", "RungClimbed"]
    assert raised.state.climb.base == NOON + minutes(20)

    lowered = Story().declared("P0").at(20).when(c.ChangeSeverity("P1"))
    assert [event.skipped for event in lowered.last if isinstance(event, e.RungClimbed)] == [True]
    assert lowered.state.climb.next == 1


def test_raising_after_an_acknowledgement_calls_nobody():
    story = Story().declared("P1").when(c.Acknowledge()).when(c.ChangeSeverity("P0"))

    assert story.kinds() == ["SeverityChanged"]


def test_acknowledging_twice_says_who_has_it():
    story = Story().declared().when(c.Acknowledge(), by=BEN)

    with pytest.raises(Refused, match=BEN):
        story.when(c.Acknowledge())


def test_taking_command_acknowledges_and_giving_it_does_not():
    assert Story().declared().when(c.AssignRole("ic")).kinds() == ["Acknowledged", "RoleAssigned"]
    assert Story().declared().when(c.AssignRole("ic", BEN)).kinds() == ["RoleAssigned"]


@pytest.mark.parametrize("person", [ROBOT, GONE, GUS])
def test_a_role_needs_a_person_who_can_answer(person: str):
    with pytest.raises(Refused, match=person):
        Story().declared().when(c.AssignRole("commander", person))


@pytest.mark.parametrize("person", [ROBOT, GONE, GUS])
def test_guests_apps_and_those_who_left_change_nothing(person: str):
    with pytest.raises(Refused):
        Story().declared().when(c.AddNote(Words("hello")), by=person)


def test_permissions_name_who_may():
    system = replace(SYSTEM, permissions={"resolve": ("commander", "group:sre"), "note": ("responders",)})
    story = Story(system).declared(by=BEN).when(c.AddNote(Words("by a responder")), by=BEN)

    story.when(c.Resolve(), by=ANNA)  # of the group
    with pytest.raises(Refused, match="incident commander or @sre"):
        Story(system).declared().when(c.Resolve(), by=BEN)
    with pytest.raises(Refused, match="looking up"):
        Story(system).declared().when(c.Resolve(), by="U0NEW")


def test_a_milestone_can_be_corrected_and_says_what_it_was():
    story = Story().declared().at(10).when(c.SetMilestone("detected", NOON - minutes(3)))
    story.when(c.SetMilestone("Detected", NOON - minutes(8)))

    assert story.last == [e.MilestoneSet("detected", NOON - minutes(8), NOON - minutes(3))]
    for name, when in [("lunch", NOON), ("detected", NOON + timedelta(days=1)), ("resolved", NOON)]:
        with pytest.raises(Refused):
            story.when(c.SetMilestone(name, when))


def test_action_items_are_numbered_and_done_once():
    story = Story().declared().when(c.AddActionItem(Words("add an alert"), BEN, NOON + timedelta(days=2)))
    story.when(c.AddActionItem(Words("write the test")))

    assert [item.number for item in story.state.items] == [1, 2]
    story.when(c.CompleteActionItem(1))
    for number in (1, 9):
        with pytest.raises(Refused):
            story.when(c.CompleteActionItem(number))


def test_a_message_is_kept_once_and_can_be_kept_again_after_it_was_let_go():
    keep = c.CaptureMessage("C1", "1.1", BEN, NOON, Words("error rate 40%"), "pin")
    story = Story().declared().when(keep)

    assert story.kinds() == ["MessageCaptured"]
    assert story.when(replace(keep, known="kept")).last == []
    assert story.when(replace(keep, known="retracted")).kinds() == ["MessageCaptured"]


def test_repair_takes_parked_jobs_by_name_kind_or_all():
    work = {"effect": "tell", "stream": "stream", "key": "stream:3:tell", "lane": "l"}
    story = Story().declared().given(e.EffectParked("stream:3:tell", "tell", "no", work))

    with pytest.raises(Refused, match="under that name"):
        story.when(c.Repair("other"))
    assert story.when(c.Repair("all")).last == [e.EffectRepaired("stream:3:tell", "tell", work)]
    with pytest.raises(Refused, match="Nothing of INC-1"):
        story.when(c.Repair("all"))


def test_the_one_who_declares_is_a_responder():
    assert Story().declared(by=ANNA).state.responders == (ANNA,)

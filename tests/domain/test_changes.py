"""Who may ask, approve and run a change, and what time, a freeze and the cluster's answers make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.action import Call, Health, Risk, Target
from bot.domain.changes import Plan, Stage
from bot.domain.deciding import answers
from bot.domain.deciding.context import Context
from bot.domain.evolve import evolve
from bot.domain.operations import Freeze, Identity, Mapped, Operations, Rule
from bot.domain.people import Person
from bot.domain.words import Words
from bot.errors import Refused
from tests.story import ANNA, BEN, CARA, GUS, PEOPLE, ROBOT, SYSTEM, Story, minutes

TARGET = Target("prod", "shop", "Deployment", "web", "u1")
BACK = Call("rollback", {"revision": 3}, "prod", "shop")
PLAN = Plan(TARGET, Words("Restart web"), Words("+x"), "d1", "change", "PATCH /x", undo=BACK,
            undo_title=Words("back to 3"))  # fmt: skip
HEALTH = Health(3, 3, 3, 3)


def ask(id: str = "id-1", undoes: int | None = None) -> c.AskChange:
    return c.AskChange(id, Call("restart", {}, "prod", "shop"), Words("restart web"), undoes)


def pending(severity: str = "P1", system=SYSTEM, plan: Plan = PLAN) -> Story:
    """An incident in which Anna asked for a restart, and the plan is there."""
    story = Story(system).declared(severity).when(ask())
    context = Context(story.now, Person(e.TOCSIN), PEOPLE)
    return story.given(*answers.planned(story.state, 1, plan, story.system, context))


def votes(story: Story, person: str, allowed: bool = True) -> Story:
    """`person` presses Approve, and the cluster answers."""
    story.when(c.Approve(1), by=person)
    context = Context(story.now, Person(e.TOCSIN), PEOPLE)
    given = answers.counted(story.state, 1, person, allowed, "RBAC: allowed by x", story.system, context)
    return story.given(*given)


def applied() -> Story:
    story = votes(pending(), BEN)
    return story.given(e.RunStarted(1, "ann", HEALTH), e.RunApplied(1, Words("ok"), 2, HEALTH))


def change(story: Story, number: int = 1):
    found = story.state.change(number)
    assert found is not None
    return found


def refused(story: Story, command: c.Command, by: str = ANNA) -> str:
    with pytest.raises(Refused) as caught:
        story.when(command, by=by)
    return str(caught.value)


def test_one_other_person_is_enough_for_a_change():
    story = votes(pending(), BEN)
    assert story.kinds() == ["VoteCounted", "ChangeApproved"]
    assert change(story).stage is Stage.APPROVED


def test_the_requester_never_counts():
    assert "does not count" in refused(pending(), c.Approve(1), ANNA)


def test_a_person_has_one_vote_but_may_try_again_after_getting_the_right():
    story = pending("P0", plan=replace(PLAN, risk="danger"))
    assert change(story).approvers == 2
    story = votes(story, BEN)
    assert "approved this already" in refused(story, c.Approve(1), BEN)
    story = votes(story, CARA, allowed=False)
    assert change(story).stage is Stage.PENDING
    story = votes(story, CARA)
    assert change(story).stage is Stage.APPROVED


@pytest.mark.parametrize("who", [GUS, ROBOT])
def test_guests_and_apps_never_vote(who: str):
    assert refused(pending(), c.Approve(1), who)


def test_only_the_groups_of_the_file_approve_where_it_names_some():
    rules = (Rule(1, groups=("sre",)),)
    operations = replace(SYSTEM.operations, rules=rules, groups={"sre": (CARA,)})
    story = pending(system=replace(SYSTEM, operations=operations))
    assert "sre" in refused(story, c.Approve(1), BEN)
    assert change(votes(story, CARA)).stage is Stage.APPROVED


def test_a_vote_after_the_expiry_is_refused_and_the_clock_ends_the_plan():
    story = pending().after(minutes(15))
    assert "expired" in refused(story, c.Approve(1), BEN)
    assert e.ChangeExpired(1, story.now) in story.tick()
    assert change(story).stage is Stage.EXPIRED


def test_what_was_approved_but_not_begun_expires_sooner():
    story = votes(pending(), BEN).after(minutes(5))
    assert e.ChangeExpired(1, story.now, approved=True) in story.tick()


def test_a_plan_that_never_comes_expires_too():
    story = Story().declared("P1").when(ask()).after(minutes(15))
    story.tick()
    assert change(story).stage is Stage.EXPIRED


def test_a_late_plan_of_a_withdrawn_change_is_no_news():
    story = Story().declared("P1").when(ask()).when(c.Withdraw(1))
    context = Context(story.now, Person(e.TOCSIN), PEOPLE)
    assert answers.planned(story.state, 1, PLAN, SYSTEM, context) == []


def test_who_is_unmapped_cannot_ask():
    operations = replace(SYSTEM.operations, identities=())
    story = Story(replace(SYSTEM, operations=operations)).declared("P1")
    assert "can read here but not change" in refused(story, ask())


def test_a_freeze_stops_asking_and_approving_and_hinders_beginning():
    freeze = Freeze("shop", "", CARA, "quarter end")
    story = votes(pending(), BEN)
    context = Context(story.now, Person(e.TOCSIN), PEOPLE, (freeze,))
    assert "quarter end" in answers.hindrance(change(story), SYSTEM, context)
    assert not answers.hindrance(change(story), SYSTEM, replace(context, freezes=()))
    other = Freeze("other", "", CARA, "x")
    assert not other.stops("shop", "shop")
    assert Freeze("", "", CARA, "x").stops("shop", "shop")
    assert not Freeze("shop", "db", CARA, "x").stops("shop", "shop")


def test_an_approver_who_left_meanwhile_hinders_the_run():
    story = votes(pending(), BEN)
    gone = {**PEOPLE, BEN: replace(PEOPLE[BEN], deactivated=True)}
    context = Context(story.now, Person(e.TOCSIN), gone)
    assert BEN in answers.hindrance(change(story), SYSTEM, context)


def test_breaking_the_glass_needs_the_group_and_a_reason_and_is_no_vote():
    story = pending()
    outside = replace(SYSTEM.operations, groups={"sre": (CARA,)})
    closed = pending(system=replace(SYSTEM, operations=outside))
    assert "sre" in refused(closed, c.BreakGlass(1, Words("now")), BEN)
    assert "reason" in refused(story, c.BreakGlass(1, Words(" ")), BEN)
    story.when(c.BreakGlass(1, Words("all asleep")), by=BEN)
    assert change(story).glass
    assert change(story).stage is Stage.APPROVED
    assert change(story).votes == ()


def test_rejecting_is_for_others_and_withdrawing_for_the_one_who_asked():
    assert "withdraw it instead" in refused(pending(), c.Reject(1, Words("no")), ANNA)
    assert "Only who asked" in refused(pending(), c.Withdraw(1), BEN)
    story = pending().when(c.Reject(1, Words("the fix is in it")), by=BEN)
    assert change(story).why == "the fix is in it"


def test_a_change_is_undone_once_and_then_stands_no_more():
    story = applied().given(e.RunFinished(1, Words("3 of 3"), HEALTH))
    assert [one.number for one in story.state.mitigations] == [1]
    story.when(ask("id-2", undoes=1))
    assert "is undoing it already" in refused(story, ask("id-3", undoes=1))
    context = Context(story.now, Person(e.TOCSIN), PEOPLE)
    story.given(*answers.planned(story.state, 2, PLAN, SYSTEM, context))
    story.when(c.Approve(2), by=BEN)
    story.given(*answers.counted(story.state, 2, BEN, True, "", SYSTEM, context))
    story.given(e.RunStarted(2, "ann"), e.RunApplied(2, Words("ok")))
    assert story.state.mitigations == ()
    assert change(story).undone == 2
    assert "undone already" in refused(story, ask("id-4", undoes=1))


def test_an_incident_does_not_close_over_what_stands_unless_somebody_says_why():
    story = applied().given(e.RunFinished(1, Words("3 of 3"), HEALTH)).when(c.Resolve(Words("done")))
    assert "still stand" in refused(story, c.Close())
    assert "reason" in refused(story, c.Close(keep=True))
    story.when(c.Close(Words("load stays"), keep=True))
    assert story.kinds() == ["MitigationsKept", "Closed"]
    assert story.state.mitigations == ()


def test_a_run_that_was_never_sent_is_no_mitigation():
    story = votes(pending(), BEN).given(e.RunStarted(1, "ann"), e.RunFailed(1, Words("refused")))
    assert story.state.mitigations == ()


def test_verdicts_are_due_two_and_ten_minutes_after_it_was_applied_once_each():
    story = applied().given(e.RunFinished(1, Words("3 of 3"), HEALTH))
    story.after(minutes(2))
    assert [x for x in story.tick() if isinstance(x, e.VerdictDue)] == [e.VerdictDue(1, 2)]
    assert not [x for x in story.tick() if isinstance(x, e.VerdictDue)]
    story.after(minutes(8))
    assert [x for x in story.tick() if isinstance(x, e.VerdictDue)] == [e.VerdictDue(1, 10)]


@pytest.mark.parametrize(
    ("event", "stages"),
    [
        (e.RunApplied(1, Words("ok")), {Stage.RUNNING}),
        (e.RunFinished(1, Words("ok")), {Stage.APPLIED}),
        (e.RunDrifted(1, Words("x")), {Stage.RUNNING}),
        (e.PlanRefused(1, Words("x")), {Stage.PLANNING}),
    ],
)
def test_a_late_report_moves_nothing(event: e.Operating, stages: set[Stage]):
    state = pending().state
    for stage in Stage:
        moved = replace(state, changes=(replace(state.changes[0], stage=stage),))
        assert answers.applies(moved, event) == (stage in stages)


@pytest.mark.parametrize(
    ("risk", "worst", "approvers"),
    [(Risk.CHANGE, True, 1), (Risk.CHANGE, False, 1), (Risk.DANGER, False, 1), (Risk.DANGER, True, 2)],
)
def test_without_a_rule_one_is_enough_and_two_for_a_danger_at_the_worst(
    risk: Risk, worst: bool, approvers: int
):
    assert Operations().need(risk, "P0", worst, "shop").approvers == approvers


def test_the_most_demanding_rule_wins_and_a_danger_never_runs_alone():
    rules = (Rule(0, Risk.CHANGE), Rule(3, namespaces=("kube-system",)), Rule(0, Risk.DANGER))
    operations = Operations(rules=rules)
    assert operations.need(Risk.CHANGE, None, False, "shop").approvers == 0
    assert operations.need(Risk.CHANGE, None, False, "kube-system").approvers == 3
    assert operations.need(Risk.DANGER, None, False, "shop").approvers == 1


def test_a_change_that_needs_nobody_is_approved_with_its_plan():
    operations = replace(SYSTEM.operations, rules=(Rule(0, Risk.CHANGE),))
    story = pending(system=replace(SYSTEM, operations=operations))
    assert story.kinds() == ["PlanMade", "ChangeApproved"]


def test_people_are_mapped_by_id_mail_or_group_and_templates_are_filled():
    lines = (Mapped("U1", "one"), Mapped("two@example.com", "two"), Mapped("@sre", "{email}", ("sre",)))
    operations = Operations(identities=lines)
    assert operations.identity(Person("U1")) == Identity("one")
    assert operations.identity(Person("U2", email="Two@example.com")) == Identity("two")
    member = Person("U3", email="cy@example.com", groups=("S1", "sre"))
    assert operations.identity(member) == Identity("cy@example.com", ("sre",))
    assert operations.identity(Person("U4", groups=("sre",))) is None
    assert operations.identity(Person("U5", email="x@example.com")) is None


def test_old_changes_that_are_over_leave_the_state_and_those_that_stand_stay():
    story = applied().given(e.RunFinished(1, Words("3 of 3"), HEALTH))
    state = story.state
    for number in range(2, 60):
        asked = e.PlanAsked(number, f"id-{number}", "restart", Words("x"), "prod", "shop")
        for event in (asked, e.PlanRefused(number, Words("no"))):
            fact = e.Fact(state.count + 1, story.now + timedelta(seconds=number), ANNA, event)
            after = evolve(state, "stream", fact)
            state = type(state)(**vars(after))
    assert state.change(1) is not None
    assert len(state.changes) == 31
    assert state.asked == 59

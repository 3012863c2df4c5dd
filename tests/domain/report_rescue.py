"""Work on clusters, told by hand for the tests of the report: `rescue` is an incident full of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Self

from bot.domain import events as e
from bot.domain.action import Call, Health, Target
from bot.domain.changes import Plan
from bot.domain.operations import Cluster, Operations
from bot.domain.policy import System
from bot.domain.report import Report
from bot.domain.words import EMPTY, Words
from tests.domain.report_story import SYSTEM, Story

RUN = replace(
    SYSTEM, operations=Operations(clusters=(Cluster("prod", "Production (EU)"), Cluster("edge", "Shops")))
)
LAME, HEALTHY = Health(3, 1, 3, 1, restarts=9), Health(3, 3, 3, 3, restarts=9)


def plan(title: str, undo: str = "", name: str = "backend", watched: bool = True) -> Plan:
    return Plan(
        Target("prod", "shop", "Deployment", name, "u1"), Words(title), Words("-a\n+b"), "d1" * 32, "change",
        "PATCH /x", undo=Call("scale", {"replicas": 3}, "prod", "shop") if undo else None,
        undo_title=Words(undo), watched=watched,
    )  # fmt: skip


class Rescue(Story):
    """A story with the usual way of a change in a line: asked, planned, approved, begun, applied, done."""

    def report(self, now: datetime | None = None, system: System = RUN, head: str = "b5f0c2") -> Report:
        return super().report(now, system, head)

    def asked(self, number: int, line: str, by: str = "UANA", **more: int) -> Self:
        self.say(e.PlanAsked(number, f"id{number}", "act", Words(line), "prod", "shop", **more), by)
        return self

    def planned(self, number: int, made: Plan, approvers: int = 1) -> Self:
        self.say(e.PlanMade(number, made, approvers, (), "requester", self.at(999)), e.TOCSIN)
        return self

    def approved(self, number: int, by: str = "UBO", binding: str = "RoleBinding shop/oncall") -> Self:
        self.say(e.ApprovalGiven(number), by)
        self.say(e.VoteCounted(number, by, Words(binding)), e.TOCSIN)
        self.say(e.ChangeApproved(number, self.at(999)), e.TOCSIN)
        return self

    def applied(self, number: int, before: Health | None = None) -> Self:
        self.say(e.RunStarted(number, "ana@shop.test", before), e.TOCSIN)
        self.say(e.RunApplied(number, Words("deployment.apps/backend patched")), e.TOCSIN)
        return self

    def done(self, number: int) -> Self:
        self.say(e.RunFinished(number, Words("3 of 3 pods are ready"), HEALTHY), e.TOCSIN)
        return self


def rescue() -> Rescue:
    """A rollback, a rejected change, a broken glass that fails, a scale that is undone; two still stand."""
    story = Rescue().declared("P1")
    for minute, action in ((1, "pods"), (2, "logs"), (3, "pods")):
        story.minute(minute).say(e.ReadAsked(minute, action, Words(f"{action} app=backend"), Call(action)))
        story.say(e.ReadAnswered(minute, Words("14 pods")), e.TOCSIN)
    story.minute(5).asked(1, "rollback backend")
    story.planned(1, plan("Roll backend back to revision 41", "Roll backend forward to revision 42"))
    story.minute(7).approved(1).applied(1, LAME).minute(7.7).done(1)
    story.minute(9.7).say(e.VerdictTaken(1, 2, "better", HEALTHY), e.TOCSIN)
    story.minute(17.7).say(e.VerdictTaken(1, 10, "unchanged", HEALTHY), e.TOCSIN)
    story.minute(20).asked(2, "delete pods app=backend", "UCY")
    story.planned(2, plan("Delete 3 pods | all of *backend*"), 2)
    story.minute(21).say(e.ChangeRejected(2, Words("<@UCY>: that is\nall of them")), "UBO")
    story.minute(25).asked(3, "set env backend POOL=80")
    story.planned(3, plan("Set POOL of backend", "Set POOL of backend back"))
    story.minute(26).say(e.GlassBroken(3, Words("Nobody else is awake"), story.at(31)), "UDEE")
    story.applied(3, HEALTHY).minute(36)
    story.say(e.RunFailed(3, Words("2 of 3 pods ready\n<b>BackOff</b> pulling `img`"), True, LAME), e.TOCSIN)
    story.say(e.VerdictTaken(3, 10, "worse", Health(3, 2, 1, 2, 14), Words("web-1 restarts")), e.TOCSIN)
    _scaled(story)
    story.minute(70).say(e.Resolved(story.now, Words("Rolled back")), "UBO")
    story.minute(71).say(e.MitigationsKept((1,), Words("v42 leaks; until it is fixed")), "UBO")
    story.say(e.Closed(EMPTY), "UBO")
    return story


def _scaled(story: Rescue) -> None:
    """Planned anew after it drifted, scaled with nobody's approval, taken back; one more expires."""
    story.minute(40).asked(4, "scale web 5", "UBO").planned(4, plan("Scale web to 5", name="web")).approved(
        4, "UCY"
    )
    story.say(e.RunDrifted(4, Words("spec.replicas is 4 now, 3 when it was planned")), e.TOCSIN)
    story.minute(42).asked(5, "scale web 5", "UBO", replaces=4)
    story.planned(5, plan("Scale web to 5", "Scale web to 4", "web"), 0).applied(5).minute(43).done(5)
    story.minute(50).asked(6, "undo 5", "UBO", undoes=5)
    story.planned(6, plan("Scale web to 4", "Scale web to 5", "web", watched=False), 0).applied(6)
    story.minute(52).asked(7, "restart cache").planned(7, plan("Restart cache", name="cache"))
    story.minute(67).say(e.ChangeExpired(7, story.now), e.TOCSIN)
    story.say(e.Frozen("shop", "", Words("enough")), "UBO")
    story.asked(8, "restart api", "UCY").say(
        e.PlanRefused(8, Words("UCY may not patch deployments")), "tocsin"
    )

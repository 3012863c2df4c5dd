"""Facts told by hand for the tests of the report: `Story` counts and stamps them, `full` is a whole P0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Self

from bot.domain import events as e
from bot.domain.evolve import fold
from bot.domain.incident import Incident
from bot.domain.policy import Field, Kind, Review, Role, Rung, Service, Severity, System
from bot.domain.report import Report, report
from bot.domain.words import EMPTY, Words

START = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
NAMES = {
    "UANA": "Ana Pereira", "UBO": "Bo Lindqvist", "UCY": "Cy | Young", "UDEE": "Dee", "SCTO": "@cto",
}  # fmt: skip

SYSTEM = System(
    id="shop",
    name="Shop",
    zone="America/New_York",
    severities=(
        Severity("P0", 0, update_every=timedelta(minutes=15), ladder=(Rung(timedelta(), "On call"),)),
        Severity("P1", 1, update_every=timedelta(minutes=30)),
        Severity("P2", 2),
        Severity("P3", 3),
    ),
    kinds=(Kind("outage", "Outage"),),
    services=(Service("checkout", "Checkout"),),
    roles=(Role("commander", "Incident commander"), Role("communications", "Communications lead")),
    impact=(Field("users_affected", "Users affected"), Field("downtime", "Downtime"), Field("cost", "Cost")),
    review=Review(
        meeting="Thursday 10:00",
        attendees=("UANA", "@sre"),
        questions=("What was the root cause?", "Where did we get lucky?"),
    ),
)


class Story:
    """Facts in order; `say(event)` adds one, `minute` moves the clock to minutes after the declare."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.now = start
        self.facts: list[e.Fact] = []

    def minute(self, minute: float) -> Self:
        self.now = self.start + timedelta(minutes=minute)
        return self

    def at(self, minute: float) -> datetime:
        return self.start + timedelta(minutes=minute)

    def say(self, event: e.Event, by: str = "UANA") -> Self:
        self.facts.append(e.Fact(len(self.facts) + 1, self.now, by, event))
        return self

    def declared(self, severity: str = "P0", title: str = "Checkout returns 5xx", **more: object) -> Self:
        given: dict[str, object] = {"service": "checkout", "kind": "outage"} | more
        return self.say(e.Declared("INC-42", "shop", Words(title), severity, **given))  # type: ignore[arg-type]

    def incident(self) -> Incident:
        found = fold("stream-1", self.facts)
        assert isinstance(found, Incident)
        return found

    def report(self, now: datetime | None = None, system: System = SYSTEM, head: str = "b5f0c2") -> Report:
        return report(self.incident(), self.facts, system, head, now or self.now)


def full() -> Story:
    """A P0: escalated, corrected, away, handed over, reopened, redacted, one update missed."""
    story = Story().declared("P2", origin="C0", zone="Europe/Lisbon", started=START - timedelta(minutes=7))
    story.say(e.ChannelOpened("C42", "inc-42-checkout"), e.TOCSIN)
    story.minute(1).say(e.SeverityChanged("P2", "P0", True, Words("all of <#C9|eu> is down")), "UBO")
    story.say(e.RungClimbed(0, "On call", story.now, ("UBO",)), e.TOCSIN)
    story.minute(3).say(e.Acknowledged(story.now), "UBO")
    story.say(e.RoleAssigned("commander", "UBO"), "UBO")
    story.minute(6).say(e.RungClimbed(1, "CTO", story.at(5), ("SCTO",)), e.TOCSIN)
    story.say(e.MilestoneSet("detected", story.at(-5)))
    _first_hour(story)
    story.minute(62).say(e.Mitigated(story.at(60), Words("rolled back `pay` to *v41*")), "UBO")
    story.say(e.StatusChanged("identified", "monitoring"), "UBO")
    story.minute(70).say(e.Resolved(story.now, Words("Rolled back"), True), "UBO")
    story.minute(95).say(e.Reopened(Words("5xx are back")), "UCY")
    story.minute(97).say(e.MilestoneSet("detected", story.at(-4), story.at(-5)), "UCY")
    story.minute(110).say(e.Mitigated(story.now, Words("Raised the pool to 80")), "UCY")
    story.say(e.StatusChanged("investigating", "monitoring"), "UCY")
    story.say(e.UpdateMissed(story.at(110)), e.TOCSIN)
    story.minute(120).say(e.UpdatePosted(Words("Calm since 15:55"), Words("Watching")), "UCY")
    story.minute(130).say(e.Resolved(story.now, Words("Pool exhausted by a leak; fixed in v42"), True), "UCY")
    story.say(e.ActionItemAdded(1, Words("Alert on pool use"), "UANA", story.at(5000)), "UCY")
    story.say(e.ActionItemAdded(2, Words("Write <b>the</b> runbook | today")), "UCY")
    story.minute(140).say(e.ActionItemDone(2), "UDEE")
    return story


def _first_hour(story: Story) -> None:
    story.minute(10).say(e.UpdatePosted(Words("5xx at 30 %"), Words("Looking at pay"), story.at(20)), "UBO")
    story.minute(12).say(e.ImpactRecorded("users_affected", Words("about 1,200")), "UDEE")
    leaked = Words("the key is hunter2")
    story.minute(13).say(e.NoteAdded(leaked, story.at(11)), "UDEE")
    note = len(story.facts)
    story.say(e.MessageCaptured("C42", "1.1", "UDEE", story.at(8), Words("p99 is up"), "pin", None,
                                "https://slack.test/archives/C42/p11", ("graph.png",)), "UBO")  # fmt: skip
    story.say(e.MessageCaptured("C42", "2.2", "UDEE", story.at(9), Words("lunch?"), "reaction"), "UBO")
    story.minute(14).say(e.CaptureRevised("C42", "1.1", Words("p99 is up to 9 s, <@UBO>"), 1), "UDEE")
    story.say(e.CaptureRetracted("C42", "2.2"), "UBO").say(e.TextRedacted(note, Words("a key")), "UANA")
    story.minute(17).say(e.UpdateAsked(story.at(20), "UBO"), e.TOCSIN)
    story.minute(20).say(e.UpdateMissed(story.at(20)), e.TOCSIN)
    story.minute(24).say(e.UpdatePosted(Words("It is the pool"), EMPTY), "UBO")
    story.say(e.StatusChanged("investigating", "identified", Words("pool exhausted")), "UBO")
    story.minute(26).say(e.DecisionMade(Words("Fail over?\nNo: roll back first")), "UBO")
    story.minute(30).say(e.RoleAssigned("commander", "UCY", "UBO"), "UBO")
    story.minute(36).say(e.UpdatePosted(Words("Rolling back"), Words("v41 is going out")), "UCY")
    away = e.BotWasAway(story.at(40), story.at(52), ("an update",))
    story.minute(52).say(away, e.TOCSIN).say(e.UpdateMissed(story.at(51)), e.TOCSIN)
    story.minute(53).say(e.UpdatePosted(Words("v41 is out"), EMPTY, story.at(90)), "UCY")
    story.say(e.Unknown("MoonPhaseNoted", {"phase": "full"}), e.TOCSIN)

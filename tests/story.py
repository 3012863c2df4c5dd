"""given(events) . when(command) . then(events): the grammar of the domain's tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain import commands as c
from bot.domain import decide as rules
from bot.domain import events as e
from bot.domain.deciding.context import Context
from bot.domain.evolve import evolve
from bot.domain.incident import Incident
from bot.domain.operations import Cluster, Mapped, Operations
from bot.domain.people import Person
from bot.domain.policy import (
    Field,
    Hours,
    Kind,
    Role,
    Rung,
    Service,
    Severity,
    System,
)
from bot.domain.words import Words

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""

ANNA, BEN, CARA, GUS, ROBOT, GONE = "U0ANNA", "U0BEN", "U0CARA", "U0GUS", "U0ROBOT", "U0GONE"
PEOPLE = {
    ANNA: Person(ANNA, "Anna", "Europe/Berlin", groups=("S0SRE", "sre")),
    BEN: Person(BEN, "Ben", "America/New_York"),
    CARA: Person(CARA, "Cara", "Europe/Berlin"),
    GUS: Person(GUS, "Gus", guest=True),
    ROBOT: Person(ROBOT, "Robot", bot=True),
    GONE: Person(GONE, "Gone", deactivated=True),
}


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


P0 = Severity(
    "P0",
    0,
    aliases=("sev0",),
    acknowledge_within=minutes(5),
    update_every=minutes(15),
    ladder=(
        Rung(minutes(0), "On-call engineer", ("@oncall",)),
        Rung(minutes(5), "Senior engineer", ("senior@example.com",)),
        Rung(minutes(15), "Engineering manager", ("manager@example.com",)),
        Rung(minutes(30), "CTO", ("cto@example.com",)),
    ),
    invite=("@oncall",),
    mention=("@oncall",),
)
P1 = Severity(
    "P1",
    1,
    aliases=("sev1",),
    acknowledge_within=minutes(15),
    update_every=minutes(15),
    ladder=(Rung(minutes(15), "On-call engineer", ("@oncall",)), Rung(minutes(30), "Senior engineer")),
)
P3 = Severity("P3", 3, postmortem=False)
SYSTEM = System(
    id="shop",
    name="Shop",
    zone="Europe/Berlin",
    announce="#incidents",
    severities=(P0, P1, P3),
    kinds=(Kind("security", "Security", severity="P0", private=True, invite=("@security",)),),
    services=(Service("checkout", "Checkout", aliases=("pay",)),),
    roles=(
        Role("commander", "Incident commander", aliases=("ic",)),
        Role("communications", "Communications lead", aliases=("comms",)),
    ),
    impact=(Field("users_affected", "Users affected"),),
    hours=Hours(time(9), time(17)),
    operations=Operations(
        clusters=(Cluster("prod", context="prod"),),
        cluster="prod",
        namespace="shop",
        groups={"sre": (ANNA, BEN, CARA)},
        identities=(Mapped(ANNA, "ann", ("sre",)), Mapped(BEN, "ben"), Mapped(CARA, "cara", ("sre",))),
        break_glass=("sre",),
    ),
)


class Story:
    """An incident being told. `at` moves the clock; `then` gives the events of the last command."""

    def __init__(self, system: System = SYSTEM, start: datetime = NOON) -> None:
        self.system, self.now, self.start = system, start, start
        self.facts: list[e.Fact] = []
        self.incident: Incident | None = None
        self.last: list[e.Event] = []

    @property
    def state(self) -> Incident:
        assert self.incident is not None
        return self.incident

    def declared(self, severity: str | None = "P0", by: str = ANNA, **more: object) -> Story:
        command = c.Declare("shop", severity, Words("checkout 5xx on /pay"))
        command = replace(command, **more)  # type: ignore[arg-type]
        self._write(rules.declare(command, self.system, self._context(by), "INC-1"), by)
        return self

    def given(self, *events: e.Event, by: str = e.TOCSIN) -> Story:
        self._write(list(events), by)
        return self

    def after(self, span: timedelta) -> Story:
        self.now += span
        return self

    def at(self, minute: float) -> Story:
        self.now = self.start + minutes(minute)
        return self

    def when(self, command: c.Command, by: str = ANNA) -> Story:
        self._write(rules.decide(self.state, command, self.system, self._context(by)), by)
        return self

    def tick(self, away_since: datetime | None = None) -> list[e.Event]:
        self.when(c.Tick(away_since), e.TOCSIN)
        return self.last

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.last]

    def _context(self, by: str) -> Context:
        return Context(self.now, PEOPLE.get(by) or Person(by, known=False), PEOPLE)

    def _write(self, events: list[e.Event], by: str) -> None:
        self.last = events
        for event in events:
            fact = e.Fact(len(self.facts) + 1, self.now, by, event)
            self.facts.append(fact)
            after = evolve(self.incident, "stream", fact)
            assert isinstance(after, Incident)
            self.incident = after

"""What a decision may look at besides the incident, and checks that several decisions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.incident import Incident, Status
from bot.domain.operations import Freeze
from bot.domain.people import Person
from bot.domain.words import EMPTY, Words
from bot.errors import Refused

TITLE_LIMIT = 200
TEXT_LIMIT = 12_000
AHEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Context:
    """`people` has a row for everyone the command names, `freezes` every stop switch that is on.

    Times are aware, in UTC.
    """

    now: datetime
    actor: Person
    people: Mapping[str, Person] = field(default_factory=dict)
    freezes: Sequence[Freeze] = ()

    def person(self, who: str) -> Person:
        return self.people.get(who) or Person(who, known=False)


def words(text: str, what: str) -> Words:
    """`text` trimmed; Refused when nothing is left or it is longer than one message can show."""
    trimmed = text.strip()
    if not trimmed:
        raise Refused(f"The {what} is empty. Write what happened in a few words.")
    if len(trimmed) > TEXT_LIMIT:
        raise Refused(
            f"The {what} has {len(trimmed):,} characters, more than the {TEXT_LIMIT:,} that fit. "
            "Share it as a file and pin it."
        )
    return Words(trimmed)


def optional(text: str, what: str) -> Words:
    return words(text, what) if text.strip() else EMPTY


def title(text: str) -> tuple[Words, Words]:
    """The title that fits, and all of the text when it had to be cut (else empty)."""
    line = " ".join(text.split())
    if not any(char.isalnum() for char in line):
        raise Refused("Say in a few words what is broken, for example `checkout 5xx on /pay`.")
    if len(line) <= TITLE_LIMIT:
        return Words(line), EMPTY
    return Words(line[: TITLE_LIMIT - 1].rstrip() + "…"), Words(text.strip()[:TEXT_LIMIT])


def not_future(when: datetime, context: Context) -> datetime:
    """`when`, which must lie in the past; two minutes are granted to clocks that differ."""
    if when > context.now + AHEAD:
        raise Refused("That time lies in the future. Write when it happened, for example `14:02`.")
    return min(when, context.now)


def must_be_open(incident: Incident, doing: str) -> None:
    """Refused unless people are still working on the incident."""
    if incident.status.open:
        return
    if incident.status is Status.RESOLVED:
        raise Refused(
            f"{incident.ref} is resolved already, so there is nothing to {doing}. `/incident reopen why`"
        )
    must_not_be_over(incident)


def must_not_be_over(incident: Incident) -> None:
    """Refused when the incident is closed, cancelled or a duplicate."""
    match incident.status:
        case Status.CLOSED:
            raise Refused(f"{incident.ref} is closed. `/incident reopen why` brings it back.")
        case Status.CANCELLED:
            raise Refused(
                f"{incident.ref} was cancelled as a false alarm. `/incident reopen why` brings it back."
            )
        case Status.DUPLICATE:
            raise Refused(f"{incident.ref} is a duplicate of {incident.duplicate_of}. Carry on there.")
        case _:
            return

"""Answers that list: open incidents, pages of the timeline, the commands. Only the asker sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.people import Summary
from bot.views import ids, kit, phrases
from bot.views.lines import line

ROWS = 25
_SECTION = 2900


class Verb(Protocol):
    """What the help needs of a row of the command table."""

    @property
    def name(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def usage(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def examples(self) -> Sequence[str]: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def more(self) -> str: ...


def listing(
    found: Sequence[Summary], now: datetime, title: str = "Open incidents", total: int = 0
) -> kit.Message:
    """Incidents, one paragraph each; `total` is how many there are when not all were read."""
    if not found:
        return kit.message(f"{title}: none. `/incident declare` opens one.")
    rows = [summary_line(one, now) for one in found[:ROWS]]
    more = max(total, len(found)) - len(rows)
    if more > 0:
        rows.append(f"and {more} more")
    return kit.message(f"{title}: {max(total, len(found))}", kit.section(f"*{title}*"), *packed(rows))


def summary_line(one: Summary, now: datetime) -> str:
    """An incident in a line or two of a list, escaped."""
    marks = ("Drill · " if one.drill else "") + ("🔒 " if one.private else "")
    state = f"{marks}*{kit.words(one.severity, 40)}* · {phrases.status_word(one.status)}"
    lead = f"commander {kit.mention(one.commander)}" if one.commander else "no commander"
    place = f" · {kit.channel_link(one.channel)}" if one.channel else ""
    title = f"{kit.words(one.ref, 40)} {kit.words(one.title, 120, mentions=False)}"
    return f"{state} · {title}\n      since {kit.near(one.declared_at, now)} · {lead}{place}"


def timeline(incident: Incident, facts: Sequence[Fact], now: datetime, more: str = "") -> kit.Message:
    """One page of facts in the order given; `more` is the part of the button that leads to the next page.

    The number before each line is what `/incident redact` takes.
    """
    title = f"Timeline of {phrases.title(incident)}"
    if not facts:
        return kit.message(f"{title}: nothing more.")
    rows = [f"`{fact.seq}` {kit.near(fact.at, now)} {line(fact)}" for fact in facts]
    button = kit.button("Earlier", ids.MORE_TIMELINE, ids.join(incident.id, more)) if more else None
    return kit.message(title, kit.section(f"*{title}*"), *packed(rows), kit.actions(button))


def packed(rows: Iterable[str]) -> Iterator[kit.Block]:
    """Rows in as few sections as hold them: a message has room for few blocks, a section for much text."""
    page: list[str] = []
    for row in (kit.cut(row, _SECTION) for row in rows):
        if page and sum(map(len, page)) + len(page) + len(row) > _SECTION:
            yield kit.section("\n".join(page))
            page = []
        page.append(row)
    if page:
        yield kit.section("\n".join(page))


def help_text(table: Sequence[Verb], verb: str = "", allowed: Collection[str] | None = None) -> kit.Message:
    """All commands in groups, or one with its examples; `allowed` leaves out what this person may not do."""
    wanted = verb.strip().casefold()
    for row in table:
        if wanted and wanted in (row.name, *row.aliases):
            return _one(row)
    shown = [row for row in table if allowed is None or row.name in allowed]
    groups = dict.fromkeys(row.group for row in shown)
    parts = [
        f"*{group}*\n" + "\n".join(f"`{row.name}` {row.help}" for row in shown if row.group == group)
        for group in groups
    ]
    unknown = f"There is no command `{kit.words(verb, 40, mentions=False)}`. " if wanted else ""
    start = f"{unknown}Type `/incident` and one of these; `/incident help declare` explains one."
    return kit.message(start, kit.section(start), *(kit.section(part) for part in parts))


def _one(row: Verb) -> kit.Message:
    usage = f"/incident {row.name} {row.usage}".strip()
    said = [
        f"`{kit.words(usage, 300, mentions=False)}`",
        kit.escape(f"{row.help} {row.more}", mentions=False),
    ]
    examples = [f"• `/incident {kit.words(example, 200, mentions=False)}`" for example in row.examples]
    if row.aliases:
        said.append(f"Also: {', '.join(f'`{alias}`' for alias in row.aliases)}")
    text = "\n".join([*said, *examples])
    return kit.message(f"/incident {row.name}: {row.help}", kit.section(text))

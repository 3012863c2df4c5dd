"""The head message of an operation in the announce channel, edited in place. Rendered by the worker."""

from __future__ import annotations

from datetime import datetime

from bot.domain.operation import Operation
from bot.domain.policy import System
from bot.views import kit, phrases
from bot.views.ops import words


def operation(
    operation: Operation, system: System, now: datetime, names: kit.Names = kit.NOBODY
) -> kit.Message:
    """`OP-12 · @mira works on production of Shop`, and how far its newest change is; the rest is below it."""
    newest = max(operation.changes, key=lambda change: change.number, default=None)
    cluster = (newest.cluster if newest else "") or system.operations.cluster
    name = kit.words(system.name, 60)
    place = f"{kit.words(cluster, 60)} of {name}" if cluster else name
    who = kit.mention(operation.opened_by, names)
    head = f"{kit.words(operation.ref, 40)} · {who} works on *{place}*"
    title = words.quoted(operation.title, 200)
    rows = [head, words.row(newest, now) if newest else title]
    small = [f"since {kit.near(operation.opened_at, now)}", *_counts(operation)]
    return kit.message(
        f"{head}: {title}", kit.section("\n".join(rows)), kit.context(" · ".join(small), _stands(operation))
    )


def _counts(operation: Operation) -> list[str]:
    said = [phrases.count(operation.asked, "change")] if operation.asked else []
    return [*said, phrases.count(operation.reads, "look-up")] if operation.reads else said


def _stands(operation: Operation) -> str:
    standing = operation.mitigations
    return f"{phrases.count(len(standing), 'change')} can still be undone: `/ops list`" if standing else ""

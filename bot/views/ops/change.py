"""One change to a cluster: one message, edited in place from asked to judged. Rendered by the worker.

While people must decide it shows everything they agree to; once it is over it is a line, what came of
it, and the way back. Its buttons carry the change's random id and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.domain.action import Health, Risk
from bot.domain.changes import Change, Plan, Stage
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import ids, kit
from bot.views.ops import code, votes, words
from bot.views.ops import plan as plans
from bot.views.ops.look import Look, lines
from bot.views.ops.outcome import ENDINGS, rolling


def change(
    stream: Stream,
    change: Change,
    plan: Plan | None,
    system: System,
    now: datetime,
    names: kit.Names = kit.NOBODY,
    progress: Health | None = None,
    said: str = "",
    events: Sequence[str] = (),
    *,
    whole: bool = False,
) -> kit.Message:
    """The message of `change` as of `now`.

    `progress` and `said` are the newest word about its rollout, `events` the cluster's last events.
    `whole` tells that all of the plan stands in a file below: a plan that does not fit here can be
    approved only then.
    """
    look = Look(stream, change, plan, system, now, names, progress, said, events, whole)
    draw = _DRAWN.get(change.stage) or ENDINGS[change.stage]
    return kit.message(f"{words.row(change, now)}. {_call(look)}".rstrip(" ."), *draw(look))


def _call(s: Look) -> str:
    """What a notification asks of people."""
    if s.change.stage is not Stage.PENDING or not s.change.missing:
        return ""
    return f"{s.mention(s.change.requester)} asks. {votes.needed(s.change, s.system, s.names)}"


def _header(s: Look) -> kit.Block:
    sign = "🚨" if s.change.glass else words.SIGN[s.change.stage]
    return kit.header(f"{sign} {words.plain_title(s.change)}")


def _planning(s: Look) -> Iterator[kit.Block | None]:
    yield lines(
        f"{words.SIGN[Stage.PLANNING]} *Planning* {words.what(s.change)}. Nothing is touched.", s.asked
    )
    yield s.small()
    yield _row(s, _withdraw(s))


def _pending(s: Look) -> Iterator[kit.Block | None]:
    reading = plans.reading(s.plan) if s.plan else plans.Reading((), "the plan")
    yield _header(s)
    yield lines(
        s.asked,
        plans.risk(s.change),
        votes.needed(s.change, s.system, s.names, s.until),
        *votes.given(s.change, s.names),
    )
    yield from reading.blocks
    if reading.missing:
        yield lines(_elsewhere(reading.missing, s.whole))
    yield s.small()
    yield _row(
        s,
        _approve(s, reading.missing) if s.whole or not reading.missing else None,
        kit.button("Reject", ids.REJECT_CHANGE, s.change.id),
        _withdraw(s),
        _glass(s),
    )


def _elsewhere(missing: str, whole: bool) -> str:
    said = f"*Not shown here: {missing}.*"
    if whole:
        return f"{said} All of it stands in the file below: read that before you approve."
    return f"{said} All of it follows as a file below; *only then can it be approved.*"


def _approved(s: Look) -> Iterator[kit.Block | None]:
    agreed = votes.approved_by(s.change, s.names)
    by = f"*{agreed[:1].upper()}{agreed[1:]}*, starting" if agreed else "*Starting*"
    yield _header(s)
    yield lines(s.loud, f"{by}{f' by {s.until} at the latest' if s.until else ''}.", s.asked)
    yield s.small()
    yield _row(
        s, None if s.change.glass else kit.button("Reject", ids.REJECT_CHANGE, s.change.id), _withdraw(s)
    )


def _running(s: Look) -> Iterator[kit.Block | None]:
    runner = f" as {words.quoted(s.change.runner, 120)}" if s.change.runner.strip() else ""
    yield _header(s)
    yield lines(s.loud, f"*Being sent to the cluster*{runner}.", s.asked, s.quoted(s.said) if s.said else "")
    yield s.small()


def _applied(s: Look) -> Iterator[kit.Block | None]:
    yield _header(s)
    yield lines(s.loud, *rolling(s), s.asked)
    yield s.small()
    yield _row(
        s,
        kit.button("Stop", ids.STOP_CHANGE, s.change.id) if s.change.stoppable else None,
        words.undo_button(s.change) if words.stands(s.change) else None,
    )


def _row(s: Look, *buttons: kit.Element | None) -> kit.Block | None:
    return kit.actions(*buttons, block_id=f"change:{s.change.id}")


def _withdraw(s: Look) -> kit.Element:
    return kit.button("Withdraw", ids.WITHDRAW_CHANGE, s.change.id)


def _approve(s: Look, missing: str) -> kit.Element:
    """Asks again, naming cluster and object: the last look before one's own name stands for it."""
    c = s.change
    known = s.system.operations.at(c.cluster)
    cluster = code.harmless(kit.plain((known.label if known else "") or c.cluster))
    what = kit.cut(words.plain_title(c), 120)
    text = f"{kit.cut(words.object_of(c.target), 80)}: {what}. You agree to exactly plan {c.digest[:12]}."
    if missing:
        text = f"Have you read the file? Only there: {missing}. {text}"
    question = kit.confirm(f"Approve on {cluster}?", text, "Approve", "Not yet")
    if c.risk == Risk.DANGER.value:
        question["style"] = "danger"
    label = "Approve (I have read the file)" if missing else "Approve"
    return kit.button(label, ids.APPROVE_CHANGE, c.id, "primary", question)


def _glass(s: Look) -> kit.Element | None:
    if not s.system.operations.break_glass:
        return None
    return kit.button("Break glass", ids.BREAK_GLASS, s.change.id, "danger")


_DRAWN: dict[Stage, Callable[[Look], Iterator[kit.Block | None]]] = {
    Stage.PLANNING: _planning,
    Stage.PENDING: _pending,
    Stage.APPROVED: _approved,
    Stage.RUNNING: _running,
    Stage.APPLIED: _applied,
}

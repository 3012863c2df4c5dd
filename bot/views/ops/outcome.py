"""What came of a change: the lines of its message once it was sent, or once it is over. Used by `change`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.domain.changes import Change, Stage
from bot.views import ids, kit
from bot.views.ops import health, words
from bot.views.ops.look import Look, last, lines


def rolling(s: Look) -> Iterator[str]:
    """How far the rollout is: `▰▰▰▱▱ 3 of 5 updated`, and the last word about it."""
    known = s.progress or s.change.health.get("after")
    yield f"*Rolling out*, {words.took(s.change, s.now)} so far"
    if known is not None:
        yield health.bar(known)
    if s.said.strip():
        yield s.quoted(s.said)


def _done(s: Look) -> Iterator[kit.Block | None]:
    now = s.progress or s.change.health.get("done")
    stands = f" · {health.standing(now)}" if now else ""
    summary = s.change.why if s.change.watched else ""
    yield lines(
        s.loud,
        f"{s.title} · done in {words.took(s.change, s.now)}{stands}",
        s.quoted(summary) if summary.strip() and not now else "",
        *health.verdicts(s.change),
        s.links,
        _back(s),
    )
    yield from _end(s)


def _failed(s: Look) -> Iterator[kit.Block | None]:
    why = s.change.why or s.said
    sent = "The cluster *was changed*." if s.change.applied else "Nothing was changed."
    yield lines(s.loud, f"{s.title} *failed*: {_sentence(s, why)} {sent}")
    yield from last(s.events)
    now = s.progress or s.change.health.get("done")
    yield lines(health.standing(now) if now else "", *health.verdicts(s.change), s.links, _back(s))
    yield from _end(s)


def _unknown(s: Look) -> Iterator[kit.Block | None]:
    says = s.change.why or s.said
    yield lines(
        s.loud,
        f"{s.title}: *I do not know whether it was done.* "
        "I was interrupted after I began to send it, and I do not send anything twice.",
        f"The cluster says now: {_sentence(s, says)}"
        if says.strip()
        else "The cluster has not answered yet.",
        *health.verdicts(s.change),
        s.links,
        _back(s),
    )
    yield from last(s.events)
    yield from _end(s)


def _drifted(s: Look) -> Iterator[kit.Block | None]:
    yield lines(
        s.loud,
        f"{s.title} *was not run*: the object is not what it was when this was planned.",
        f"What moved: {_sentence(s, s.change.why or s.said)}",
        s.links,
    )
    yield from _end(s, _replan(s))


def _refused(s: Look) -> Iterator[kit.Block | None]:
    yield lines(f"{s.title}: *no plan.* {_sentence(s, s.change.why)} Nothing was touched.", s.links)
    yield from _end(s)


def _rejected(s: Look) -> Iterator[kit.Block | None]:
    yield lines(f"{s.title} *rejected*{_by(s)}{_reason(s.change)} Nothing was touched.", s.links)
    yield from _end(s)


def _withdrawn(s: Look) -> Iterator[kit.Block | None]:
    yield lines(f"{s.title} withdrawn{_by(s)}{_reason(s.change)} Nothing was touched.", s.links)
    yield from _end(s)


def _expired(s: Look) -> Iterator[kit.Block | None]:
    c = s.change
    if not c.planned:
        why = "no plan came in time"
    elif c.glass or not c.missing:
        why = "it was approved, but not begun in time"
    else:
        why = f"{len(c.counted)} of {c.approvers} approved in time"
    yield lines(s.loud, f"{s.title} *expired*: {why}. Nothing was touched.", s.links)
    yield from _end(s, _replan(s))


def _end(s: Look, *buttons: kit.Element | None) -> Iterator[kit.Block | None]:
    undo = words.undo_button(s.change) if words.stands(s.change) else None
    yield s.small()
    yield kit.actions(*buttons, undo, block_id=f"change:{s.change.id}")


def _replan(s: Look) -> kit.Element | None:
    """Only where nobody has planned it anew already."""
    if s.change.followed is not None:
        return None
    return kit.button("Re-plan", ids.REPLAN_CHANGE, s.change.id, "primary")


def _back(s: Look) -> str:
    """What Undo would do, beside the button that does it; that it stays, once somebody said so."""
    if not words.stands(s.change):
        return ""
    kept = "Said to stay. " if s.change.kept else ""
    would = words.undo_words(s.change)
    return f"{kept}Undo would: {would}" if would else kept.strip()


def _by(s: Look) -> str:
    return f" by {s.mention(s.change.ended_by)}" if s.change.ended_by else ""


def _reason(change: Change) -> str:
    """`: the reason.` in people's words, `.` without one."""
    if not change.why.strip():
        return "."
    return f": {_stopped(words.typed(change.why, 500))}"


def _sentence(s: Look, text: str) -> str:
    return _stopped(s.quoted(text)) if text.strip() else "no reason was given."


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


ENDINGS: dict[Stage, Callable[[Look], Iterator[kit.Block | None]]] = {
    Stage.DONE: _done,
    Stage.FAILED: _failed,
    Stage.UNKNOWN: _unknown,
    Stage.DRIFTED: _drifted,
    Stage.REFUSED: _refused,
    Stage.REJECTED: _rejected,
    Stage.WITHDRAWN: _withdrawn,
    Stage.EXPIRED: _expired,
}

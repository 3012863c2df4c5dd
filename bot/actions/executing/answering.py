"""What a command said, as people read it: exit code, both streams, and what is not known. Used by
`carrying` and `inside`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.executing.places import Place
from bot.actions.kit import Output
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.log_text import is_binary, line_count, readable
from bot.ports import Ran
from bot.runbooks.values import length

LIMIT = 2_000_000
"""Bytes of both streams that are listened to."""

SECONDS, LONGEST = 60, 300
"""So long a command is waited for where nobody says how long, and at most."""


@dataclass(frozen=True)
class Answer:
    """What came of a command in one place: what it said, or why it was not begun."""

    place: Place
    ran: Ran | None
    seconds: int
    failed: str = ""


def ending(answer: Answer) -> str:
    """`exit code 0`, or why there is none."""
    ran = answer.ran
    if ran is None:
        return answer.failed
    if ran.code is not None:
        return f"exit code {ran.code}"
    if ran.cut:
        return f"left after {LIMIT // 1_000_000} MB of output, how it ended is not known"
    return f"left after {length(answer.seconds)}, it may be running still"


async def output(program: str, answers: Sequence[Answer], notes: Sequence[str] = ()) -> Output:
    """Everything that was said, redacted; of several places with the pod in front of each line."""
    if len(answers) == 1:
        where, body = answers[0].place, _body(answers[0])
        said = f"{program} in {where.title} ({where.container}): {ending(answers[0])}; {_sizes(answers[0])}"
    else:
        body = "".join(
            f"[{one.place.title}] {line}\n"
            for one in answers
            for line in (f"{ending(one)}", *_body(one).splitlines())
        )
        well = sum(one.ran is not None and one.ran.code == 0 for one in answers)
        said = f"{program} in {counted(len(answers), 'pod')}: exit code 0 in {well} of them"
    known = sorted({value for one in answers for value in one.place.secrets})
    return await finished("; ".join([said, *notes]), body, "text", known=known)


def _body(answer: Answer) -> str:
    """stdout as it is, and stderr below its name."""
    ran = answer.ran
    if ran is None:
        return ""
    out, err = _lines(ran.out), _lines(ran.err)
    return f"{out}stderr:\n{err}" if err else out


def _lines(raw: bytes) -> str:
    if is_binary(raw):
        return f"({len(raw):,} bytes that are no text)\n"
    text = readable(raw)
    return text if not text or text.endswith("\n") else f"{text}\n"


def _sizes(answer: Answer) -> str:
    if answer.ran is None:
        return "nothing was run"
    out, err = line_count(answer.ran.out), line_count(answer.ran.err)
    if not out and not err:
        return "it printed nothing"
    return counted(out, "line") + (f", and {counted(err, 'line')} on stderr" if err else "")

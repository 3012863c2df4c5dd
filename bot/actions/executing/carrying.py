"""A command that was approved: run once, in the very pod it was planned for, and never again after a crash.

The carrier of EXEC. A command leaves no mark on any object, so that an earlier try cannot be seen: what may
have been begun is told as unknown.
"""

from __future__ import annotations

from bot.actions.applying.outcome import APPLIED, DRIFTED, UNKNOWN, Applied
from bot.actions.changing import drift
from bot.actions.executing.answering import LIMIT, Answer, ending, output
from bot.actions.executing.places import place
from bot.domain.action import Request
from bot.domain.changes import Plan
from bot.errors import Permanent, Refused, Temporary
from bot.ports import Kube


async def apply(kube: Kube, request: Request, plan: Plan, manager: str, repeat: bool, look: Kube) -> Applied:
    """Run it. Refused when it was not begun; an exit code other than 0 is an answer like any other."""
    title = plan.target.title
    if repeat:
        return Applied(
            UNKNOWN, f"{plan.title}: an earlier try may have begun it, and nobody can see whether. It is not "
            "run again: look at what it was to do, and plan it anew.",
        )  # fmt: skip
    body = request.body
    try:
        live = await drift.read(look, request.path.removesuffix("/exec"))
    except (Temporary, Permanent) as error:
        raise Refused(f"It was not begun: {error}") from error
    if live is None:
        return Applied(DRIFTED, f"{title} is gone, so nothing was run.")
    if live["metadata"]["uid"] != body["preconditions"]["uid"]:
        return Applied(DRIFTED, f"{title} was made anew, so nothing was run: this is another one.")
    where = place(str(live["metadata"]["namespace"]), live, body["container"])
    seconds = int(body["timeout"])
    try:
        ran = await kube.exec(request.path, body["argv"], where.container, seconds, LIMIT)
    except Permanent as error:
        raise Refused(str(error)) from error
    answer = Answer(where, ran, seconds)
    kind = UNKNOWN if ran.code is None else APPLIED
    shown = await output(body["argv"][0], [answer])
    return Applied(kind, f"{plan.title}: {ending(answer)}.", output=shown)

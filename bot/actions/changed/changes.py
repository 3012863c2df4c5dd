"""`changes`: what was changed in a namespace lately and by whom, newest first. The first question of an
incident, asked by itself when one is declared."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.actions.changed.lines import Line, drawn
from bot.actions.changed.looking import look
from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.lists import must_exist
from bot.actions.reading.words import one_namespace, read_spec
from bot.domain.action import Param, Type

NAME = "changes"
USUAL, MOST = 2 * 3600, 24 * 3600

SPEC = read_spec(
    NAME,
    ("changes", "what changed"),
    "Show what changed lately and who did it, newest first.",
    Param(
        "within",
        Type.LENGTH,
        "time",
        least=60,
        most=MOST,
        help="How far back: `90m`, `6h`. Two hours if not said.",
    ),
    examples=("changes", "changes 6h", "what changed 30m"),
    more="Rollouts with what they changed and the command that rolls them back, scale, config maps and "
    "secrets by name, autoscalers, services, ingresses, warnings, nodes. Who it was is the field manager.",
)


async def changes(scene: Scene) -> Output:
    """The list as a table. Refused for all namespaces and for one that is not there."""
    one_namespace(scene, "What changed")
    seconds = int(scene.call.args.get("within") or USUAL)
    since = scene.now - timedelta(seconds=seconds)
    namespace = scene.call.namespace
    found, unread = await look(scene.bot, namespace, since, scene.now, _place(scene))
    if not found:
        await must_exist(scene.bot, namespace, scene.call.cluster)
    body = await asyncio.to_thread(drawn, found, scene.now)
    hidden = f"; not readable: {', '.join(unread)}" if unread else ""
    return await finished(f"{_summary(found, namespace, spell(seconds))}{hidden}", body, "table")


def _summary(found: list[Line], namespace: str, span: str) -> str:
    if not found:
        return f"Nothing changed in {namespace} in the last {span}"
    rollouts = sum(one.what.startswith("revision ") for one in found)
    more = f", {counted(rollouts, 'rollout')}" if rollouts else ""
    return f"{counted(len(found), 'change')} in {namespace} in the last {span}{more}"


def spell(seconds: int) -> str:
    """`2 hours`, `90 minutes`."""
    if seconds % 3600 == 0:
        return counted(seconds // 3600, "hour")
    return counted(seconds // 60, "minute")


def _place(scene: Scene) -> str:
    """What a command must add where it does not mean the usual place."""
    call, policy = scene.call, scene.policy
    there = f" -n {call.namespace}" if call.namespace != policy.namespace else ""
    other = len(policy.clusters) > 1 and call.cluster != policy.cluster
    return f"{there} --cluster={call.cluster}" if other else there


ACTION = Action(SPEC, read=changes)

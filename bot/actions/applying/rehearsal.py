"""The dry run of a whole request, part by part, before another account sends it than tried it."""

from __future__ import annotations

from bot.actions.changing.choosing import together
from bot.actions.changing.evictions import held_by_budget
from bot.domain.action import EXEC, Request
from bot.errors import Temporary
from bot.ports import Kube


async def rehearse(kube: Kube, request: Request, manager: str) -> None:
    """Try every part of `request` as `kube`; raise what the server says against the first that fails.

    That a disruption budget says not now to an eviction is no objection. A command in a pod has no dry run.
    """

    async def one(part: Request) -> None:
        try:
            await kube.send(part, manager, dry_run=True)
        except Temporary as error:
            if not held_by_budget(error):
                raise

    await together(one, [part for part in request.parts if part.method != EXEC])

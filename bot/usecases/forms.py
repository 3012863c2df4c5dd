"""Forms whose menus come from a cluster: a loading view opens at once, a job fills it. Called by /ops."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.jobs import APPROVAL, LONG, Job
from bot.usecases.desk import Desk
from bot.usecases.settle import put


async def fill(
    desk: Desk,
    view: str,
    spec: str,
    system: str,
    stream: str | None,
    channel: str,
    prefill: Mapping[str, str],
) -> None:
    """Have the modal with the external id `view` filled; nothing of it is kept."""
    args = {
        "view": view,
        "spec": spec,
        "system": system,
        "stream": stream or "",
        "channel": channel,
        "prefill": dict(prefill),
    }
    job = Job("fill_form", "", view, view, APPROVAL, coalesce=view, queue=LONG, args=args)
    await put(desk, [job])

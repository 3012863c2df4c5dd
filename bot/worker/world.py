"""What an effect is given: the desk to settle at, the ports to speak through, where files go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.actions.kit import Action
from bot.ports import Chat, Clusters
from bot.usecases.desk import Desk
from bot.worker.loop import Run


@dataclass(frozen=True)
class World:
    """Made by `app`, one a replica. `reports` is the folder under which postmortem files are written."""

    desk: Desk
    chat: Chat
    reports: Path
    clusters: Clusters
    actions: Mapping[str, Action]


Effect: TypeAlias = Callable[[World, Run], Awaitable[None]]


def settled(run: Run) -> str:
    """The inbox key under which the outcome of this job is written, once."""
    return f"job:{run.job.key}"

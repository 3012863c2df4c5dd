"""What an action is made of, what it is given, and what it gives back. Used by every action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.action import Call, Health, Request, Spec, Target
from bot.domain.changes import Plan
from bot.domain.operations import Operations
from bot.ports import Kube


@dataclass(frozen=True)
class Scene:
    """What one use of an action sees.

    `bot` is the cluster under Tocsin's own account, for reading; `person` the same cluster as the one on
    whose behalf a change is previewed and made, None for a read. `manager` is the field manager of the
    change (unique to it), `now` our clock.
    """

    call: Call
    bot: Kube
    person: Kube | None
    policy: Operations
    now: datetime
    manager: str = "tocsin"


@dataclass(frozen=True)
class Output:
    """What a read found. `summary` is one line; `text` is whole, redacted, with `masked` values hidden.

    `form` is table, log, yaml, json or text. `over` is False while a followed read may still change;
    `code` is a file ending for the long ones.
    """

    summary: str
    text: str
    form: str = "text"
    masked: int = 0
    over: bool = False


@dataclass(frozen=True)
class Draft:
    """A plan and the exact request it stands for; `plan.digest` is `request.digest`."""

    plan: Plan
    request: Request


@dataclass(frozen=True)
class Progress:
    """How far a rollout is. `done` and `failed` end the watching; `events` are its last, as lines."""

    health: Health
    said: str
    done: bool = False
    failed: str = ""
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pursuit:
    """What the watching of an applied change sees: `bot` for reading, `runner` the account it runs under.

    `request` is the frozen one, None once it is forgotten. A rollout is only looked at; a drain goes on.
    """

    bot: Kube
    runner: Kube | None
    target: Target
    request: Request | None
    manager: str
    now: datetime


Read: TypeAlias = Callable[[Scene], Awaitable[Output]]
Make: TypeAlias = Callable[[Scene], Awaitable[Draft]]
Watch: TypeAlias = Callable[[Pursuit], Awaitable[Progress]]


@dataclass(frozen=True)
class Action:
    """A declaration with what does it: `read` for a read; `plan`, and `watch` where something follows."""

    spec: Spec
    read: Read | None = None
    plan: Make | None = None
    watch: Watch | None = None

"""Whatever Slack sends is acked and answered, also when the memory behind is empty, away or broken."""

from __future__ import annotations

import copy
import random
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.clock import Clock
from bot.errors import Problem
from bot.usecases.desk import Desk
from bot.views import ids, modals
from tests.commands import payloads as p
from tests.commands.entrance import entrance
from tests.commands.kit import NOW, ONE


class Memory:
    """A store that knows nothing, or fails in one way at every touch."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.connections = self.queue = self

    async def rows(self, *asked: Any) -> list[Any]:
        if self.failure:
            raise self.failure
        return []

    async def run(self, *asked: Any) -> int:
        return len(await self.rows())

    async def enqueue(self, *asked: Any, **more: Any) -> None:
        await self.rows()

    @asynccontextmanager
    async def lend(self):
        await self.rows()
        yield self

    @asynccontextmanager
    async def unit(self):
        await self.rows()
        yield self

    async def lock(self, *asked: Any, **more: Any) -> tuple[None, dict[str, Any]]:
        return None, {}


def desk(failure: Exception | None = None) -> Desk:
    return Desk(cast(Any, Memory(failure)), Clock(NOW, NOW), ONE.catalog)


FORMS = [
    p.modal(view)
    for view in (
        modals.declare(ONE.catalog, {"title": "x"}, {}),
        modals.notice("Title", "text"),
        {"type": "modal", "callback_id": ids.UPDATE_MODAL, "blocks": [{"block_id": "known"}]},
        {"type": "modal", "callback_id": ids.SEVERITY_MODAL, "blocks": [{"block_id": "severity"}]},
        {"type": "modal", "callback_id": ids.RESOLVE_MODAL, "blocks": [{"block_id": "summary"}]},
        {"type": "modal", "callback_id": ids.ACTION_ITEM_MODAL, "blocks": [{"block_id": "text"}]},
        {"type": "modal", "callback_id": ids.TIMELINE_MODAL, "blocks": [{"block_id": "text"}]},
        {"type": "modal", "callback_id": ids.MILESTONES_MODAL, "blocks": [{"block_id": "started"}]},
        {"type": "modal", "callback_id": "of_another_version", "blocks": []},
    )
]
SAID = {"ts": "5.5", "text": "it &lt;broke&gt;", "user": p.YOU}
BODIES = [
    *(p.slash(text) for text in ("", "help", "declare p1 x", "declare", "status", "list", "ack", "nonsense")),
    *(p.click(action, "s|1") for action in sorted(ids.BUTTONS)),
    p.click("of_another_version", "x"),
    p.click(ids.DECLARE, "home", container={"type": "view", "view_id": "V1"}, view={"type": "home"}),
    *(p.submit(view) for view in FORMS),
    {**p.submit(FORMS[0]), "type": "view_closed", "is_cleared": False},
    *(p.shortcut(name) for name in (ids.DECLARE_INCIDENT, "of_another_version")),
    *(p.shortcut(name, SAID) for name in sorted(ids.SHORTCUTS)),
    {**p.click("x"), "type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "q"},
    *p.EVENTS,
]
WEIRD: list[Any] = [
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    ["x"],
    {"id": 1},
    {"a": {}},
    "\x00",
    "\ud800",
    "9" * 400,
]


def mutated(body: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """`body` with up to three of its values, at any depth, gone or replaced."""
    body = copy.deepcopy(body)
    for _ in range(dice.randint(1, 3)):
        places = list(_places(body))
        if not places:
            break
        holder, key = dice.choice(places)
        if isinstance(holder, dict) and dice.random() < 0.3:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(dice.choice(WEIRD))
    return body


def _places(node: Any):
    for key, value in list(node.items()) if isinstance(node, dict) else list(enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


def bolt_itself_fails(body: dict[str, Any]) -> bool:
    """Bolt walks ids and authorizations before any code of ours runs; Slack sends those as they are."""
    try:
        AsyncBoltRequest(body=copy.deepcopy(body), mode="socket_mode")
    except (AttributeError, KeyError, TypeError, IndexError):
        return True
    return not isinstance(body.get("event", {}), dict)


@pytest.mark.parametrize("body", BODIES, ids=lambda b: str(b.get("type") or b["text"]))
@pytest.mark.parametrize("failure", [None, Problem("away"), ValueError("bug")], ids=["empty", "away", "bug"])
async def test_everything_slack_sends_is_acked(body, failure):
    async with entrance(desk(failure)) as door:
        status, said = await door.send(copy.deepcopy(body))
    redelivered = body.get("type") == "event_callback" and isinstance(failure, Problem)
    assert status == 200 or (redelivered and status == 503)
    if "command" in body and not door.paper.calls:
        assert said


async def many(count: int, seed: int, failures: list[Exception | None]) -> None:
    dice = random.Random(seed)
    for failure in failures:
        async with entrance(desk(failure)) as door:
            for _ in range(count):
                body = mutated(dice.choice(BODIES), dice)
                if bolt_itself_fails(body):
                    continue
                status, _ = await door.send(body)
                redelivered = body.get("type") == "event_callback" and isinstance(failure, Problem)
                assert status == 200 or (redelivered and status == 503), body


async def test_mutated_payloads_are_answered_and_nothing_is_raised(caplog):
    caplog.set_level("CRITICAL")
    await many(350, 20261125, [None, Problem("away"), ValueError("bug")])


@pytest.mark.long
async def test_ten_thousand_mutated_payloads_are_too(caplog):
    caplog.set_level("CRITICAL")
    await many(4_000, 7, [None, Problem("away"), ValueError("bug")])

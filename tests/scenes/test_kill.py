"""kill -9 in the chain of a declare: whatever was under way, after a restart the story is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenes.stage import Stage, staged
from tests.scenes.whole import key_of, whole

CHAIN = (
    "conversations.create",
    "conversations.invite",
    "pins.add",
    "bookmarks.add",
    "conversations.setTopic",
    "chat.update",
    "conversations.open",
)
"""Every method in a declare's chain but posting, which `POSTS` tells apart by what is posted."""

POSTS = {"card", "announcement", "call", "page"}


async def _each_held(stage: Stage, kind: str) -> None:
    """One incident for each call of the chain, each with that one call held."""
    places = [(method, 0) for method in CHAIN] + [("bookmarks.add", 1)]
    for held, (method, after) in enumerate(places, start=1):
        await stage.fault(method, kind, after=after)
        await stage.declare("P0")
        await stage.stuck(held)
    posts: set[str] = set()
    for after in (0, 1, 2, 3, 4, 5, 6, 7, 8):
        if posts >= POSTS:
            break
        await stage.fault("chat.postMessage", kind, after=after)
        await stage.declare("P0")
        held += 1
        await stage.stuck(held)
        posts = await _held_posts(stage)
    assert posts >= POSTS, posts


async def _held_posts(stage: Stage) -> set[str]:
    calls = await stage.people.calls("chat.postMessage")
    keys = [key_of(call["args"]) for call in calls if call["ended"] is None or call["ok"] is None]
    return {key.split(":")[-1] for key in keys} | {part for key in keys for part in key.split(":")}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["hold", "hold_after"])
async def test_killed_between_any_two_effects_of_a_declare_the_rest_comes_and_nothing_comes_twice(
    database: str, tmp_path: Path, kind: str
):
    async with staged(database, tmp_path) as stage:
        await stage.process().start()
        await _each_held(stage, kind)
        stage.kill()
        await stage.process().start()
        await stage.quiet()
        await whole(stage)

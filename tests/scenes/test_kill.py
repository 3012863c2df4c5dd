"""kill -9 in the chain of a declare: whatever was under way, after a restart the story is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenes.stage import staged
from tests.scenes.whole import key_of, whole

EVERY = 99

WAVES: tuple[dict[str, dict[str, int]], ...] = (
    {"conversations.create": {}},
    {
        "conversations.invite": {},
        "chat.postMessage": {"count": EVERY},
        "bookmarks.add": {},
        "conversations.setTopic": {},
    },
    {"conversations.open": {}, "pins.add": {}, "chat.update": {}, "bookmarks.add": {"after": 1}},
)
"""The chain of a declare in three waves: the calls of one wave go side by side. Which of them are held?"""

POSTS = {"card", "call", "announcement", "page"}
"""What a declare of the worst severity posts, side by side: each is held."""


@pytest.mark.long
@pytest.mark.parametrize("kind", ["hold", "hold_after"])
async def test_killed_between_any_two_effects_of_a_declare_the_rest_comes_and_nothing_comes_twice(
    database: str, tmp_path: Path, kind: str
):
    async with staged(database, tmp_path) as stage:
        await stage.process().start()
        for wave in WAVES:
            for method, more in wave.items():
                await stage.fault(method, kind, **more)
            await stage.declare("P0")
            posts = len(POSTS) if "chat.postMessage" in wave else 1
            await stage.stuck(len(wave) - 1 + posts)
            if posts > 1:
                held = [key_of(call["args"]) for call in await stage.people.calls("chat.postMessage")]
                assert {word for key in held[-posts:] for word in key.split(":")} >= POSTS
            stage.kill()
            await stage.process().start()
            await stage.quiet()
            await whole(stage)


@pytest.mark.long
async def test_killed_while_several_channels_of_one_name_are_opened_each_incident_gets_one_of_its_own(
    database: str, tmp_path: Path
):
    """Who looks for the channel it may have made finds those the others made, or one not private enough."""
    async with staged(database, tmp_path) as stage:
        await stage.process().start()
        for kind in ("hold", "hold_after", "hold_after", "hold"):
            await stage.fault("conversations.create", kind)
        for flags in ("--private", "", "--private", ""):
            await stage.declare("P1", flags=flags)
        await stage.stuck(4)
        stage.kill()
        await stage.process().start()
        await stage.quiet()
        await whole(stage)

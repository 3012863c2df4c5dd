"""Acked means durable, and what was durable but never acked is not done a second time."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.domain import events as e
from tests.scenes.stage import Stage, staged
from tests.scenes.whole import whole
from tests.serving import Process
from tests.slack_driver import JONAS, JSON, MIRA, shown

WAITING = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'tocsin' AND wait_event_type = 'Lock'"


async def _committed_and_killed(stage: Stage, bot: Process, act: Coroutine[Any, Any, JSON], row: str) -> JSON:
    """Let `act` be written down by `bot`, and kill `bot` before it can say so.

    The writing waits for a lock of ours when the process is stopped; the server then carries out what it
    was sent, the commit included, and the process never learns of it. `row` shows that it was committed.
    """
    before = await stage.store.rows(row)
    async with await psycopg.AsyncConnection.connect(stage.database) as other:
        await other.execute("LOCK TABLE inbox IN EXCLUSIVE MODE")
        acting = asyncio.ensure_future(act)
        await stage.until(lambda: stage.store.rows(WAITING), "a transaction that waits for us", 10)
        os.kill(bot.pid, signal.SIGSTOP)
        await other.commit()

    async def written() -> bool:
        return await stage.store.rows(row) != before

    await stage.until(written, "the committed row", 10)
    stage.kill()
    return await acting


@pytest.mark.long
async def test_killed_after_the_commit_and_before_the_ack_neither_a_repeat_nor_a_redelivery_does_it_twice(
    database: str, tmp_path: Path
):
    async with staged(database, tmp_path) as stage:
        text = "/incident declare p1 checkout"
        bot = await stage.process().start()
        typed = stage.people.type(MIRA, text, "incidents")
        seen = await _committed_and_killed(stage, bot, typed, "SELECT count(*) FROM streams")
        assert not seen["acked"], seen

        bot = await stage.process().start()
        seen = await stage.people.type(MIRA, text, "incidents")
        assert "This looks like" in str(seen["text"]), seen
        await stage.quiet()
        (story,) = await whole(stage)

        channel = await stage.channel(story.incident)
        said = await stage.people.say(JONAS, channel, "the pool is full")
        pinned = stage.people.post(f"people/{JONAS}/pin", channel=channel, ts=said["ts"])
        jobs = "SELECT count(*) FROM inbox"
        await _committed_and_killed(stage, bot, pinned, jobs)
        await stage.process().start()
        await stage.until(lambda: _kept(stage, 1), "the pinned message in the timeline")
        await stage.quiet()
        await whole(stage)


async def _kept(stage: Stage, number: int) -> bool:
    found = await stage.store.rows("SELECT count(*) FROM timeline WHERE kind = 'MessageCaptured'")
    return bool(found[0][0] == number)


async def test_what_slack_delivers_twice_is_done_once(database: str, tmp_path: Path):
    async with staged(database, tmp_path) as stage, stage.replica():
        incident = await stage.declare("P1")
        await stage.people.post("redeliver", last="slash_commands")
        await stage.quiet()
        channel = await stage.channel(incident)

        said = await stage.people.say(JONAS, channel, "the pool is full")
        await stage.people.post(f"people/{JONAS}/pin", channel=channel, ts=said["ts"])
        for envelope in (await stage.people.get("events"))["events"]:
            if envelope["type"] == "events_api":
                await stage.people.post("redeliver", n=envelope["n"])

        card = (await stage.fresh(incident)).posts["card"]
        seen = await stage.people.click(JONAS, channel, card.ts, "take_command")
        assert seen["acked"], seen
        await stage.people.post("redeliver", last="interactive")
        form = await stage.people.type(MIRA, "/incident declare", "incidents")
        assert form["view"], form
        await stage.until(lambda: _kept(stage, 1), "the pinned message in the timeline")
        await stage.quiet()
        (story,) = await whole(stage)
        assert story.count(e.RoleAssigned) == 1


async def test_a_form_submitted_twice_declares_once(database: str, tmp_path: Path):
    async with staged(database, tmp_path) as stage, stage.replica():
        form = await stage.people.type(MIRA, "/incident declare", "incidents")
        fields = {block["block_id"]: block for block in form["view"]["blocks"] if block["type"] == "input"}
        title = next(name for name, block in fields.items() if block["element"]["type"] == "plain_text_input")
        values = {title: {fields[title]["element"]["action_id"]: "checkout"}}
        for name, block in fields.items():
            if "select" in block["element"]["type"] and not block.get("optional"):
                values[name] = {block["element"]["action_id"]: "P1"}
        await stage.people.submit(MIRA, form["view"], values)
        await stage.people.post("redeliver", last="interactive")
        await stage.quiet()
        (story,) = await whole(stage)
        assert "checkout" in shown(
            await stage.people.message(await stage.channel(story.incident), "checkout")
        )

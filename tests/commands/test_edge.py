"""The outermost edge: late, broken, unknown; every time an honest answer and a line in the log."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.errors import Problem
from bot.views import ids
from commands import register
from commands.buttons import CLICKS
from commands.forms import SUBMITS
from commands.shortcuts import SHORTCUTS
from tests.commands import payloads as p
from tests.commands.entrance import entrance
from tests.commands.test_any_payload import Memory, desk


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(register, "BUDGET", 0.05)


class Slow(Memory):
    async def rows(self, *asked):
        await asyncio.sleep(30)
        return []


async def test_a_database_that_is_away_is_said(caplog):
    async with entrance(desk(Problem("away"))) as door:
        assert "nothing was saved" in await door.type("status")
        assert "nothing was saved" in (await door.click(ids.ACKNOWLEDGE, "s"))[0]


async def test_a_mistake_of_ours_is_logged_under_the_number_that_the_person_gets(caplog):
    async with entrance(desk(ValueError("the cause"))) as door:
        number = re.search(r"error (\w{8})", await door.type("status"))
    assert number
    assert number[1] in caplog.text
    assert "the cause" in caplog.text


async def test_what_takes_too_long_is_answered_in_time(hurried):
    async with entrance(replace(desk(), store=cast(Any, Slow()))) as door:
        assert "do not know whether it was done" in await door.type("status")
        assert (await door.send(p.event("channel_archive", channel="C1", user="U1")))[0] == 503


async def test_an_unknown_kind_of_payload_is_acked(caplog):
    async with entrance(desk()) as door:
        assert (await door.send({"type": "workflow_step_edit", "callback_id": "x"}))[0] == 200
        assert (await door.send({"type": "view_submission", "view": {"callback_id": "x"}}))[0] == 200
        assert (await door.send({"hello": "there"}))[0] == 200
    assert "what I do not know" in caplog.text


def test_every_button_form_and_shortcut_of_the_views_has_someone_who_answers():
    assert set(CLICKS) == ids.BUTTONS
    assert set(SHORTCUTS) == ids.SHORTCUTS
    assert set(SUBMITS) == ids.MODALS

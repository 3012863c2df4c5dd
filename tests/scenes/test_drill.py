"""`make demo` as its user gets it: the whole story, a story that fails, a story that is interrupted.

The drill checks each of its steps itself; here it is made sure that it does play all of them, that it says
so when one goes wrong, and that nothing it started outlives it.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

pytestmark = pytest.mark.long

STORY = (
    r"The pipeline  releases registry.example/backend:813-crash",
    r"P0 declared: INC-\d{4}-001",
    r"opens #incident-smartcloudops-\d{8}-p0",
    r"posts the card .*P0 · Investigating",
    r"✓ channel, card and people there [\d.]+ real seconds",
    r"Nobody has acknowledged within 5 min",
    r"directly to Jonas",
    r"acknowledged by @jonas",
    r"@mira has command",
    r"│ backend-\S+ +0/1 +CrashLoopBackOff",
    r"│ FATAL no connection to postgresql",
    r"Decision by @mira: roll back",
    r"@kenji wrote: Build 813 began",
    r"@sana wrote: Payments of three",
    r"│ -  +image: registry.example/backend:813-crash\n +│ \+  +image: registry.example/backend:812",
    r"your own approval does not count",
    r"▰▰▰ 3 of 3 updated",
    r"✓ it is back: the cluster has registry.example/backend:812, 3 of 3 pods ready",
    r"✓ one request of the bot changed something: PATCH as alice \(sre\)",
    r"Open mitigations 1",
    r"After 2 min better: 1 of 3 ready",
    r"\+1[2-9]:\d\d  Tocsin asks in the card's thread  @tomas, a status update is due",
    r"The status update due at [\d:]+ has not come",
    r"put off the status update",
    r"✓ the card shows the new due time",
    r"kills the bot's process with -9",
    r"I was away [\d:]+ to [\d:]+; .*updates? w\w+ due",
    r"none of them twice",
    r"✓ what Kenji pinned meanwhile is in the timeline",
    r"After 10 min better: 1 of 3 ready",
    r"@priya has command, taking over from @mira",
    r"Severity lowered from P0 to P1",
    r"✅ Resolved",
    r"is not closed: a change to a cluster still stands",
    r"left changes standing",
    r"-timeline\.png",
    r"INC-\d{4}-001: \d+ events, head [0-9a-f]{64}, holds",
)


class Drill:
    """One run of `python -m sandbox.drill` as a process, its story read line by line."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self.story = ""

    async def start(self) -> Drill:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sandbox.drill", *self._options,
            cwd=ROOT, env=os.environ | {"HTTPS_PROXY": "http://127.0.0.1:9"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        return self

    async def read(self, until: str = "", seconds: float = 240) -> str:
        """The story so far: up to the first line that shows `until`, else to its end."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            while line := (await self.process.stdout.readline()).decode():
                self.story += line
                if until and until in line:
                    break
        return self.story

    async def ends(self) -> int:
        """Read to the end; the exit code."""
        await self.read()
        return await self.process.wait()

    @property
    def folder(self) -> Path:
        found = re.search(r"The bot's log: (\S+)/bot\.log", self.story)
        assert found, self.story
        return Path(found.group(1))


async def left_behind(folder: Path) -> list[str]:
    """Numbers of processes that work in that folder, once they had two seconds to be gone."""
    for _ in range(20):
        if not (found := _working_in(folder)):
            return []
        await asyncio.sleep(0.1)
    return found


def _working_in(folder: Path) -> list[str]:
    processes = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [entry.name for entry in processes if _works_in(entry, folder)]


def _works_in(entry: Path, folder: Path) -> bool:
    try:
        return str(entry.joinpath("cwd").readlink()).startswith(str(folder))
    except OSError:
        return False  # it ended meanwhile, or belongs to somebody else


async def test_the_whole_story_plays_and_leaves_a_postmortem_and_no_process():
    drill = await Drill("--once").start()
    assert await drill.ends() == 0, drill.story
    missing = [line for line in STORY if not re.search(line, drill.story)]
    assert not missing, f"{missing} not in:\n{drill.story}"
    path = re.search(r"^postmortem: (\S+)", drill.story, re.MULTILINE)
    assert path
    text = (ROOT / path.group(1)).read_text("utf-8")
    assert "pool_size" in text
    assert "roll back to build 812" in text
    assert "## Changes to clusters" in text
    assert await left_behind(drill.folder) == []


async def test_a_step_that_does_not_come_is_told_with_what_came_instead(tmp_path: Path):
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    system = tmp_path / "catalog" / "smartcloudops" / "system.yaml"
    system.write_text(re.sub(r"\bP0\b", "S0", system.read_text("utf-8")), "utf-8")
    drill = await Drill("--once", "--catalog", str(tmp_path / "catalog")).start()
    assert await drill.ends() == 1, drill.story
    assert "This step failed." in drill.story
    assert re.search(r"expected .*P0.* declared.* to /incident declare p0", drill.story), drill.story
    assert re.search(r"seen .*S0", drill.story), drill.story
    assert await left_behind(drill.folder) == []


async def test_ctrl_c_in_the_middle_stops_everything():
    drill = await Drill().start()
    await drill.read(until="types  /incident declare", seconds=120)
    drill.process.send_signal(signal.SIGINT)
    assert await drill.ends() == 130, drill.story
    assert "Traceback" not in drill.story
    assert await left_behind(drill.folder) == []

"""The last act: mitigated, handed over, resolved; picture, postmortem and proof. Called by `__main__`."""

import os
import re
from pathlib import Path

from sandbox.drill.stage import PATIENCE, Stage
from sandbox.drill.wire import JSON, Missed

SUMMARY = "The release set pool_size to 5 instead of 50; rolled back to build 812"
ITEMS = "Load test every change of the pool\nSay in the release notes which settings change"
_HEAD_LINES = 18


async def over(stage: Stage) -> None:
    """Hand-over, lower severity, mitigated, resolved through the form."""
    stage.tell.act(6, "Priya takes over, the rollback works, and it ends")
    await stage.types("mira", "/incident role commander @priya", "(?i)command")
    await stage.hears(
        "the hand-over told", "@priya has command, taking over from @mira", "in the card's thread"
    )
    await stage.types("priya", "/incident sev p1 most payments work again", "(?i)P1")
    await stage.hears("the severity told", "Severity lowered from P0 to P1", "in the channel")
    await stage.types("mira", "/incident mitigated build 812 is on every replica", "(?i)mitigated")
    await stage.hears("mitigated told", "Mitigated at", "in the channel")
    card = await stage.card("a card that offers Resolve", r"P1 · Monitoring")
    opened = await stage.presses("priya", card, "resolve", "on the card", wait=2)
    await stage.fills_in("priya", opened, summary=SUMMARY, cause="yes", items=ITEMS)
    await stage.hears("the resolve summary", r"(?s)Resolved: .*pool_size", "in the channel")


async def written(stage: Stage) -> None:
    """Picture and postmortem arrive as files, the copy lies on disk, and the chain holds."""
    stage.tell.act(7, "What is left: a picture, a postmortem and a proof")
    await _file(stage, "the picture of the timeline", r"\.png$")
    shared = await _file(stage, "the postmortem draft", r"\.md$")
    path = await _on_disk(stage, str(shared["content"]))
    stage.tell.checked("the same text lies on disk:")
    stage.tell.plain(f"postmortem: {_from_here(path)}")
    stage.tell.quoted([*_head(str(shared["content"])), "…"])
    stage.tell.did(stage.clock.now(), "Somebody", f"runs  tocsin verify {stage.ref}")
    code, said = await stage.product.run("verify", stage.ref)
    if code or "holds" not in said:
        raise Missed("a chain that holds", f"exit code {code}: {said}")
    stage.tell.checked(said)


def _from_here(path: Path) -> str:
    """The path as it is opened from the directory the drill was started in."""
    return os.path.relpath(path)


def _head(markdown: str) -> list[str]:
    """How it begins; empty lines and the markers around generated parts are left out."""
    lines = [line for line in markdown.splitlines() if line and not line.startswith("<!--")]
    return lines[:_HEAD_LINES]


async def _file(stage: Stage, what: str, pattern: str) -> JSON:
    """A file of the bot in the channel, as Slack has it."""

    async def look() -> JSON | None:
        for message in await stage.wire.messages(stage.channel):
            for file in message.get("files") or ():
                if re.search(pattern, str(file.get("name"))):
                    found: JSON = await stage.wire.get(f"files/{file['id']}")
                    return found | {"ts": message["ts"]}
        return None

    async def instead() -> str:
        told = await stage.wire.messages(stage.channel)
        return ", ".join(f["name"] for m in told for f in m.get("files") or ()) or "no file"

    found = await stage.wire.until(look, what, PATIENCE, instead)
    size = f"{found['title']} ({found['name']}, {found['size']:,} bytes)"
    stage.tell.said(float(found["ts"]), "shares", [size])
    return found


async def _on_disk(stage: Stage, content: str) -> Path:
    """The file under the reports folder with exactly that content."""

    async def look() -> Path | None:
        found = stage.product.reports.rglob("*.md")
        return next((path for path in found if path.read_text("utf-8") == content), None)

    async def instead() -> str:
        return ", ".join(str(path) for path in stage.product.reports.rglob("*")) or "no file"

    return await stage.wire.until(look, "the same postmortem under the reports folder", PATIENCE, instead)

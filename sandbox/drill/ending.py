"""The last acts: mitigated, handed over, resolved, closed; picture, postmortem and proof. Called by
`__main__`.
"""

import os
import re
from pathlib import Path

from sandbox.drill.stage import PATIENCE, Stage
from sandbox.drill.wire import JSON, Missed

SUMMARY = "The release set pool_size to 5 instead of 50; rolled back to build 812"
ITEMS = "Load test every change of the pool\nSay in the release notes which settings change"
KEEP = "build 812 stays until the pool is load tested"
_HEAD_LINES = 11


async def over(stage: Stage) -> None:
    """Hand-over, lower severity, mitigated, resolved through the form, closed with a reason."""
    stage.tell.act(8, "Priya takes over, it ends, and it is not closed in silence over what was changed")
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
    await _closed(stage)


async def _closed(stage: Stage) -> None:
    """It does not close over a change that still stands without being told so."""
    await stage.types("priya", "/incident close", "is not closed: a change to a cluster still stands")
    await stage.types("priya", f"/incident close --keep {KEEP}", "(?i)closed")
    await stage.hears("the close told", "(?i)closed", "in the channel")


async def written(stage: Stage) -> None:
    """Picture and postmortem arrive as files, the newest lies on disk too, and the chain holds."""
    stage.tell.act(9, "What is left: a picture, a postmortem and a proof")
    await _file(stage, "the picture of the timeline", "^Timeline")
    draft = await _file(stage, "the postmortem draft that knows of the close", r"draft \d+$", KEEP)
    shared = str(draft["content"])
    path = await _on_disk(stage, shared)
    stage.tell.checked("the same text lies on disk:")
    stage.tell.plain(f"postmortem: {_from_here(path)}")
    stage.tell.quoted([*_lines(shared)[:_HEAD_LINES], "…"])
    _changes(stage, shared)
    stage.tell.did(stage.clock.now(), "Somebody", f"runs  tocsin verify {stage.ref}")
    code, said = await stage.product.run("verify", stage.ref)
    if code or "holds" not in said:
        raise Missed("a chain that holds", f"exit code {code}: {said}")
    stage.tell.checked(said)


def _from_here(path: Path) -> str:
    """The path as it is opened from the directory the drill was started in."""
    return os.path.relpath(path)


def _lines(markdown: str) -> list[str]:
    """Without empty lines and the markers around generated parts."""
    return [line for line in markdown.splitlines() if line and not line.startswith("<!--")]


def _changes(stage: Stage, markdown: str) -> None:
    """Its section on the cluster: the change, who agreed to it, how it went, and why it stays."""
    _, head, rest = markdown.partition("## Changes to clusters\n")
    section = [head, *_lines(rest.partition("\n## ")[0])]
    told = "\n".join(section)
    for words in ("| mira | jonas (RBAC: ", "2 min: better, ready 1/3 → 3/3", "10 min: better", KEEP):
        if words not in told:
            raise Missed(f"“{words}” among the changes to clusters", told)
    stage.tell.quoted([*section, "…"])


async def _file(stage: Stage, what: str, pattern: str, holding: str = "") -> JSON:
    """A file of the bot in the channel that holds some words, as Slack has it."""

    async def look() -> JSON | None:
        for message in await stage.wire.messages(stage.channel):
            for file in message.get("files") or ():
                if re.search(pattern, str(file.get("title"))):
                    found: JSON = await stage.wire.get(f"files/{file['id']}")
                    if holding in str(found.get("content")):
                        return found | {"ts": message["ts"]}
        return None

    async def instead() -> str:
        told = await stage.wire.messages(stage.channel)
        return ", ".join(f["title"] for m in told for f in m.get("files") or ()) or "no file"

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

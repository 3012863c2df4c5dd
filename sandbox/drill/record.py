"""The third act: people work, and the timeline fills by what they do anyway. Called by `__main__`."""

from sandbox.drill.stage import Stage

EVIDENCE = "The release at half past began with pool_size=5, the old one had 50"
CORRECTED = "The release began with pool_size=5 on every replica; the old one had 50"
SEEN = "Payments of three customers failed twice, support has their names"


async def worked(stage: Stage) -> None:
    """Notes, decisions, impact, captured messages, an action item, a correction of the past."""
    stage.tell.act(3, "People work. What they type, pin and mark becomes the timeline")
    await stage.types("jonas", "/incident note error rate 92 % since the last release", "(?i)note|noted")
    await stage.types("lena", "/incident state identified the new pool size", "(?i)identified")
    await stage.types("jonas", "/incident decide roll back to build 812", "(?i)decision|decided")
    await stage.hears("the decision told", "roll back to build 812", where="in the card's thread")
    await stage.types("sana", "/incident impact users 1200", "1,?200")
    said = await stage.says("kenji", EVIDENCE)
    await stage.marks("kenji", "pin", "pins that message", said)
    await stage.marks("kenji", "edit", f"edits it  {CORRECTED}", said, text=CORRECTED)
    seen = await stage.says("sana", SEEN)
    await stage.marks("lena", "react", "reacts to it with :pushpin:", seen, name="pushpin")
    await stage.types(
        "lena", "/incident task alert when the pool is exhausted @kenji by friday", "(?i)action item 1"
    )
    await stage.hears("the action item told to its owner", "@kenji, due", where="in the card's thread")
    await stage.types("jonas", "/incident milestone started 20 min ago", "(?i)started")
    await _kept(stage)


async def _kept(stage: Stage) -> None:
    """The timeline holds both messages, one of them with its revision."""

    async def look() -> str | None:
        seen = await stage.wire.act("kenji", "command", channel=stage.channel, text="/incident timeline")
        shown = stage.answer(seen)
        return shown if CORRECTED[:40] in shown and SEEN[:40] in shown else None

    async def instead() -> str:
        seen = await stage.wire.act("kenji", "command", channel=stage.channel, text="/incident timeline")
        return stage.answer(seen) or str(seen["error"])

    shown = await stage.wire.until(look, "the pinned and the marked message in the timeline", 10, instead)
    stage.tell.did(stage.clock.now(), "Kenji", "types  /incident timeline")
    stage.tell.said(stage.clock.now(), "to Kenji alone", shown.splitlines()[:12])

"""The fourth act: people work, and the timeline fills by what they do anyway. Called by `__main__`."""

from sandbox.drill.stage import Stage

EVIDENCE = "Build 813 began with pool_size=5, the old one had 50"
CORRECTED = "Build 813 began with pool_size=5 on every replica; the old one had 50"
_TIMELINE = 12
SEEN = "Payments of three customers failed twice, support has their names"


async def worked(stage: Stage) -> None:
    """Notes, decisions, impact, captured messages, an action item, a correction of the past."""
    stage.tell.act(4, "People work. What they type, pin and mark becomes the timeline")
    await stage.types("mira", "/incident note error rate 92 % since the last release", "(?i)note|noted")
    await stage.types("jonas", "/incident state identified the new pool size", "(?i)identified")
    await stage.types("mira", "/incident decide roll back to build 812", "(?i)decision|decided")
    await stage.hears("the decision told", "roll back to build 812", "in the card's thread")
    await stage.types("sana", "/incident impact users 1200", "1,?200")
    said = await stage.says("kenji", EVIDENCE)
    await stage.marks("kenji", "pin", "pins that message", said)
    await stage.marks("kenji", "edit", f"edits it  {CORRECTED}", said, text=CORRECTED)
    seen = await stage.says("sana", SEEN)
    await stage.marks("jonas", "react", "reacts to it with :pushpin:", seen, name="pushpin")
    await stage.types(
        "jonas", "/incident task alert when the pool is exhausted @kenji by friday", "(?i)action item 1"
    )
    await stage.hears("the action item told to its owner", "@kenji, due", "in the card's thread")
    await stage.types("mira", "/incident milestone started 7 min ago", "(?i)started")
    await _kept(stage)


async def _kept(stage: Stage) -> None:
    """The timeline holds both messages, one of them with its revision."""

    async def look() -> str | None:
        shown = await stage.asks("kenji", command)
        return shown if CORRECTED[:40] in shown and SEEN[:40] in shown else None

    async def instead() -> str:
        return await stage.asks("kenji", command)

    command = "/incident timeline"
    shown = await stage.wire.until(look, "the pinned and the marked message in the timeline", 10, instead)
    stage.tell.did(stage.clock.now(), "Kenji", f"types  {command}")
    stage.tell.said(stage.clock.now(), "to Kenji alone", shown.splitlines()[:_TIMELINE])

"""The clock asks, an update is missed; then the bot itself is killed and comes back. Called by `__main__`."""

import asyncio
from collections import Counter

from sandbox.drill import text
from sandbox.drill.change import writes
from sandbox.drill.stage import PATIENCE, Awaited, Stage
from sandbox.drill.wire import Missed

AWAY_MINUTES = 5.3
"""longer than the update promised, so that it falls due while nobody is there to ask"""
PROMISE = "5"
HONEST_SECONDS = 240
"""of the story; its last sign of life is up to some real seconds older than the kill"""
DECISION = "keep the old pool size until the load test is done"
LATE = "Error rate is back under 1 % since the rollback reached the last replica"


async def clock(stage: Stage) -> None:
    """Asked three minutes before, missed at minute 15; a snooze, and an update that promises the next."""
    stage.tell.act(6, "A P0 owes an update every 15 minutes, and everybody forgets it")
    await stage.hears("the question", "@tomas, a status update is due", "asks in the card's thread", by=12)
    miss = await stage.hears(
        "the missed update", "The status update due at .* has not come", "in the channel", by=15
    )
    await stage.types("mira", "/incident snooze 3m watching build 812", "(?i)put off|snooze|until")
    await stage.hears("the snooze told", "watching build 812", "in the card's thread")
    opened = await stage.presses("tomas", miss, "post_update", "below the reminder", wait=2)
    await stage.fills_in(
        "tomas",
        opened,
        known="Nobody can pay since the last release; its pool size is a tenth of the old one",
        doing="Build 812 is back on every replica, we watch the error rate",
        next=PROMISE,
    )
    posted = await stage.hears("the update", "Build 812 is back", "in the channel")
    promised = stage.moments(posted)
    off = min((abs(at - float(posted["ts"]) - int(PROMISE) * 60) for at in promised), default=None)
    if off is None or off > 60:
        raise Missed(
            f"an update that promises the next one in {PROMISE} min", text.whole(posted, stage.names)
        )
    card = await stage.card("a card with the new due time", r"Last update.*Nobody can pay")
    if not set(promised) & set(stage.moments(card)):
        raise Missed("the promised time on the card", text.whole(card, stage.names))
    stage.tell.checked(f"the card shows the new due time, {PROMISE} minutes after the update")


async def killed(stage: Stage) -> None:
    """kill -9 in the middle of its work; what it had acknowledged is done, what it missed is said."""
    stage.tell.act(7, "kill -9, while it still has work to do")
    await stage.types("mira", f"/incident decide {DECISION}", "(?i)decision|decided")
    await stage.product.kill()
    gone = stage.clock.now()
    stage.tell.did(gone, "Somebody", "kills the bot's process with -9, right after that answer")
    await _unanswered(stage)
    await asyncio.sleep(max(0.0, gone + AWAY_MINUTES * 60 - stage.clock.now()) / stage.clock.speed)
    seconds = await stage.product.start()
    stage.tell.note(f"The bot is started again, ready after {seconds:.1f} real seconds.")
    away, *_ = await stage.hears_all(
        Awaited("what it says of its absence", r"I was away .*; (one|\d+) .* due", "in the channel"),
        Awaited("the decision of before the kill", DECISION, "in the card's thread"),
        Awaited("the update it missed", "status update due at .* has not come", "in the channel"),
    )
    since = stage.moments(away)[0]
    if abs(since - gone) > HONEST_SECONDS:
        raise Missed("an absence that begins with the kill", f"{since - gone:+.0f} s beside it")
    await stage.once("the decision", lambda m: DECISION in text.whole(m, stage.names))
    await _nothing_twice(stage)
    await _read_back(stage)
    await _judged_again(stage)


async def _unanswered(stage: Stage) -> None:
    """While it is dead, Slack says so to who types, and people go on without it."""
    command = "/incident status"
    seen = await stage.wire.act("elena", "command", channel=stage.channel, text=command)
    if not seen["error"]:
        raise Missed("no answer from a dead bot", str(seen["text"]))
    stage.tell.did(stage.clock.now(), "Elena", f"types  {command}  (Slack answers: {seen['error']})")
    said = await stage.says("kenji", LATE)
    await stage.marks("kenji", "pin", "pins that message; nobody is listening", said)


async def _nothing_twice(stage: Stage) -> None:
    """Every message of the bot carries the key of the job that sent it: no key stands anywhere twice."""
    keys: Counter[str] = Counter()
    rooms = await stage.wire.channels()
    for room in rooms:
        for message in await stage.wire.messages(room["id"]):
            key = (message.get("metadata") or {}).get("event_payload", {}).get("key")
            if key and message.get("bot_id"):
                keys[f"{room['id']} {key}"] += 1
    twice = [key for key, count in keys.items() if count > 1]
    opened = [r for r in rooms if str(r.get("name")).startswith("incident-smartcloudops-")]
    if twice or len(opened) != 1:
        raise Missed("one channel and every message once", f"{len(opened)} channels; twice: {twice}")
    stage.tell.checked(f"one channel, {len(keys)} messages of the bot on the wire, none of them twice")


async def _read_back(stage: Stage) -> None:
    """What was pinned while nobody listened is in the timeline, once, by whichever way it came."""

    async def look() -> list[str] | None:
        shown = await stage.asks("kenji", "/incident timeline")
        return [line for line in shown.splitlines() if LATE[:30] in line] or None

    async def instead() -> str:
        return await stage.asks("kenji", "/incident timeline")

    found = await stage.wire.until(look, "the message of the gap in the timeline", PATIENCE, instead)
    if len(found) > 1:
        raise Missed("that message in the timeline once", "\n".join(found))
    stage.tell.checked("what Kenji pinned meanwhile is in the timeline:")
    stage.tell.quoted(line.strip() for line in found)


async def _judged_again(stage: Stage) -> None:
    """The change is looked at once more, dead or not; and what was sent once was sent once."""
    judged = await stage.becomes(stage.change_ts, "the verdict after ten minutes", "After 10 min better")
    line = next(line for line in text.lines(judged, stage.names) if "After 10 min" in line)
    stage.tell.checked(f"the second look at the change has come too: {line}")
    if (count := len(await writes(stage))) != 1:
        raise Missed("one request that changed the cluster", f"{count} of them")

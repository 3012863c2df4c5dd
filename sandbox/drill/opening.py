"""The first two acts: a bad release, declared, and nobody answers until the ladder has climbed.
Called by `__main__`.
"""

import time

from sandbox.drill import text
from sandbox.drill.cluster import BAD
from sandbox.drill.stage import PATIENCE, Awaited, Stage
from sandbox.drill.wire import JSON, Missed

TITLE = "backend 5xx on every /pay"
_PREFIX = "incident-smartcloudops-"


async def declared(stage: Stage) -> None:
    """Somebody types one line; the channel, the card, the call and the announcement follow."""
    stage.tell.act(1, "A release goes out. Sana from product hears that nobody can pay, and types one line")
    await _released(stage)
    before = {room["id"] for room in await stage.wire.channels()}
    stage.began, real = stage.clock.now(), time.monotonic()
    stage.tell.begin(stage.began)
    await stage.types("sana", f"/incident declare p0 {TITLE}", "P0.* declared", channel="general")
    room = await _opened(stage, before)
    stage.channel, stage.names[room["id"]] = room["id"], room["name"]
    stage.tell.did(stage.clock.now(), "Tocsin", f"opens #{room['name']}")
    await _card(stage)
    await _invited(stage)
    usable = time.monotonic() - real
    stage.tell.checked(f"channel, card and people there {usable:.2f} real seconds after the line was sent")
    stage.announce = next(r["id"] for r in await stage.wire.channels() if r["name"] == _PREFIX[:-1])
    await stage.hears_all(
        Awaited("the call of those on duty", r"@oncall.*Please acknowledge", "calls"),
        Awaited("the announcement", TITLE, "announces in #incident-smartcloudops", room=stage.announce),
        *(
            Awaited(f"a message to {who}, on call", "You are called as", f"directly to {who.title()}", to=who)
            for who in ("mira", "jonas")
        ),
    )


async def _released(stage: Stage) -> None:
    """The pipeline replaces pods by such that crash, until one of three is left that serves."""
    stage.tell.did(stage.clock.now(), "The pipeline", f"releases {BAD}, with POOL_SIZE=5")
    await stage.cluster.release()

    async def look() -> JSON | None:
        live = await stage.cluster.deployment()
        return live if live["status"].get("readyReplicas") == 1 and await stage.cluster.crash() == 3 else None

    async def instead() -> str:
        return str((await stage.cluster.deployment())["status"])

    await stage.wire.until(look, "a release that leaves one pod ready", PATIENCE, instead)
    stage.tell.checked("the cluster has 1 of 3 pods of backend ready")


async def _opened(stage: Stage, before: set[str]) -> JSON:
    async def look() -> JSON | None:
        new = [r for r in await stage.wire.channels() if r["id"] not in before]
        return next((r for r in new if str(r.get("name")).startswith(_PREFIX)), None)

    async def instead() -> str:
        return "channels: " + ", ".join(str(r.get("name")) for r in await stage.wire.channels())

    return await stage.wire.until(look, "a channel for the incident", PATIENCE, instead)


async def _card(stage: Stage) -> None:
    found = await stage.hears("the card", rf"P0 · Investigating · {TITLE}", "posts the card")
    stage.card_ts = found["ts"]
    stage.ref = next(
        (word for line in text.lines(found, stage.names) for word in line.split() if word.startswith("INC-")),
        "",
    )
    if not stage.ref:
        raise Missed("the incident's id on the card", text.whole(found, stage.names))


async def _invited(stage: Stage) -> None:
    """Everyone of the groups that a P0 invites is in the channel."""
    wanted = {stage.id_of(name) for name in ("sana", "mira", "jonas", "kenji", "elena")}

    async def look() -> list[str] | None:
        rooms = await stage.wire.channels()
        members: list[str] = next(r["members"] for r in rooms if r["id"] == stage.channel)
        return members if wanted <= set(members) else None

    async def instead() -> str:
        rooms = await stage.wire.channels()
        return ", ".join(
            stage.names.get(m, m) for r in rooms if r["id"] == stage.channel for m in r["members"]
        )

    members = await stage.wire.until(look, "on call and engineering invited", PATIENCE, instead)
    named = ", ".join(sorted(stage.names.get(m, m).title() for m in members))
    stage.tell.note(f"In the channel: {named}")


async def unanswered(stage: Stage) -> None:
    """Five minutes of silence: the promise is broken aloud, and the next rung is called."""
    stage.tell.act(2, "Nobody reacts. The ladder climbs by itself and calls the senior engineer, Jonas")
    await stage.hears_all(
        Awaited("the missed acknowledgement", "Nobody has acknowledged within", "in the channel", by=5),
        Awaited("the second rung", r"Senior engineer.*Please acknowledge", "in the channel", by=5),
        Awaited("a message to Jonas", "You are called as", "directly to Jonas", by=5, to="jonas"),
    )
    card = await stage.card("a card that says who is called next", "Engineering manager")
    await stage.presses("jonas", card, "ack", "on the card")
    card = await stage.card("a card that shows who acknowledged", "acknowledged by @jonas")
    await stage.presses("mira", card, "take_command", "on the card")
    card = await stage.card("a card that shows who has command", r"commander\W+@mira")
    stage.tells(card, "edits the card")
    await stage.hears("command told in the card's thread", "@mira has command", "in the card's thread")
    await stage.types("mira", "/incident role communications @tomas", "(?i)communications")
    await stage.hears("the role told", r"@tomas is now", "in the card's thread")

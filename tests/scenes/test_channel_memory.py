"""What the timeline keeps of the channel: pins, reactions, edits, deletions, redactions."""

from __future__ import annotations

from typing import Any

from bot import app
from bot.domain import events as e
from bot.domain.events import Fact
from bot.store import queries, timeline
from bot.usecases import audit
from tests.slack_driver import JONAS, MIRA, Driver, eventually, shown


async def facts(tocsin: app.Replica, channel: str) -> list[Fact]:
    incident = await queries.by_channel(tocsin.desk.store, channel)
    return await timeline.read(tocsin.desk.store, incident.id) if incident else []


async def kept(tocsin: app.Replica, channel: str, kind: type, n: int = 1) -> list[Any]:
    async def look() -> list[Any]:
        found = [fact.event for fact in await facts(tocsin, channel) if isinstance(fact.event, kind)]
        return found if len(found) >= n else []

    found: list[Any] = await eventually(look, f"{n} x {kind.__name__}")
    return found


async def declared(people: Driver) -> str:
    await people.type(MIRA, "/incident declare p1 backend 5xx on /pay")
    channel = await people.incident_channel()
    await people.message(channel["id"], "backend 5xx")
    await people.post(f"people/{JONAS}/join", channel=channel["id"])
    return str(channel["id"])


async def test_a_pinned_message_is_kept_followed_and_let_go(tocsin: app.Replica, people: Driver):
    channel = await declared(people)
    said = await people.say(JONAS, channel, "error rate is 40%, password=hunter22 works")
    ts = said["ts"]

    await people.post(f"people/{MIRA}/pin", channel=channel, ts=ts)
    first = (await kept(tocsin, channel, e.MessageCaptured))[0]
    await people.post(f"people/{JONAS}/edit", channel=channel, ts=ts, text="error rate is 4%")
    revised = (await kept(tocsin, channel, e.CaptureRevised))[0]
    await people.post(f"people/{MIRA}/unpin", channel=channel, ts=ts)
    gone = (await kept(tocsin, channel, e.CaptureRetracted))[0]

    assert (first.author, first.how, first.ts) == (JONAS, "pin", ts)
    assert "40%" in first.text
    assert "hunter22" not in first.text
    assert first.permalink
    assert (revised.text, revised.revision) == ("error rate is 4%", 1)
    assert not gone.deleted


async def test_a_reaction_keeps_until_the_last_one_goes_and_a_deletion_is_said(
    tocsin: app.Replica, people: Driver
):
    channel = await declared(people)
    ts = (await people.say(JONAS, channel, "the release at 12:00 is the cause"))["ts"]

    for person in (MIRA, JONAS):
        await people.post(f"people/{person}/react", channel=channel, ts=ts, name="pushpin")
    assert (await kept(tocsin, channel, e.MessageCaptured))[0].how == "reaction"
    await people.post(f"people/{MIRA}/unreact", channel=channel, ts=ts, name="pushpin")
    await people.post(f"people/{JONAS}/delete", channel=channel, ts=ts)

    retracted = await kept(tocsin, channel, e.CaptureRetracted)
    assert [event.deleted for event in retracted] == [True]


async def test_a_thread_answer_and_a_file_are_kept(tocsin: app.Replica, people: Driver):
    channel = await declared(people)
    root = (await people.say(JONAS, channel, "what do the logs say?"))["ts"]
    answer = (await people.say(MIRA, channel, "out of memory", thread_ts=root))["ts"]

    await people.post(f"people/{JONAS}/react", channel=channel, ts=answer, name="pushpin")

    found = (await kept(tocsin, channel, e.MessageCaptured))[0]
    assert (found.text, found.thread_ts) == ("out of memory", root)


async def test_a_redaction_erases_the_text_everywhere_and_the_chain_still_holds(
    tocsin: app.Replica, people: Driver
):
    channel = await declared(people)
    await people.type(MIRA, "/incident decide we use the code word tangerine", channel)
    await people.message(channel, "tangerine")
    seq = next(f.seq for f in await facts(tocsin, channel) if isinstance(f.event, e.DecisionMade))
    head = (await audit.verify(tocsin.desk))[0].verdict.head

    await people.type(MIRA, "/incident take", channel)
    answer = await people.type(MIRA, f"/incident redact {seq} a code word does not belong here", channel)

    assert answer["acked"]
    decision: Any = next(f.event for f in await facts(tocsin, channel) if f.seq == seq)
    assert "tangerine" not in decision.text
    proof = (await audit.verify(tocsin.desk, head=None))[0]
    assert proof.verdict.ok
    assert head is not None
    assert (await audit.verify(tocsin.desk, proof.ref, head))[0].verdict.ok

    async def nowhere() -> bool:
        return not any("tangerine" in shown(m) for m in await people.messages(channel))

    await eventually(nowhere, "the message without the word")
    assert [differed for _, differed in await audit.rebuild(tocsin.desk)] == [False]


async def test_a_rebuild_makes_the_same_state_from_the_timeline(tocsin: app.Replica, people: Driver):
    channel = await declared(people)
    ts = (await people.say(JONAS, channel, "error rate is 40%"))["ts"]
    await people.post(f"people/{MIRA}/pin", channel=channel, ts=ts)
    await kept(tocsin, channel, e.MessageCaptured)
    await tocsin.desk.store.run("DELETE FROM captures")
    for text in ("take", "sev p0", "note hello", "impact users 5", "task write it up", "resolve done"):
        await people.type(MIRA, f"/incident {text}", channel)

    assert await audit.rebuild(tocsin.desk) == [("INC-2026-001", False)]
    known = await queries.capture(tocsin.desk.store, channel, ts)
    assert known is not None
    assert known[1] == "kept"

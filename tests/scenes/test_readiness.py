"""`/healthz` and `/readyz` say which part is missing; a stream that cannot be ticked holds nobody up."""

from __future__ import annotations

import aiohttp
import psycopg

from bot import app
from bot.store import queries
from sandbox.server import Sandbox
from tests.slack_driver import MIRA, Driver, eventually


async def test_ready_means_every_part_and_says_which_is_not(
    tocsin: app.Replica, slack: Sandbox, people: Driver
):
    url = tocsin.pages.url
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/readyz") as answer:
            assert (answer.status, (await answer.json())["missing"]) == (200, [])
        async with session.get(f"{url}/healthz") as answer:
            assert (await answer.json())["clock"]["speed"] == 1
        await people.post("faults", method="*", kind="down", count=1, seconds=30)

        async def slack_missing() -> bool:
            async with session.get(f"{url}/readyz") as answer:
                return answer.status == 503 and (await answer.json())["missing"] == ["slack"]

        await eventually(slack_missing, "the missing part named")


async def test_a_stream_that_cannot_be_ticked_is_put_off_and_the_others_go_on(
    tocsin: app.Replica, people: Driver, database: str
):
    for title in ("backend 5xx on /pay", "frontend is blank"):
        await people.type(MIRA, f"/incident declare p0 {title}")
    first, second = [s.id for s in reversed(await queries.open_summaries(tocsin.desk.store))]
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(
            """UPDATE streams SET state = jsonb_set(state, '{watch,base}', '"never"') WHERE id = %s""",
            (first,),
        )
        admin.execute(
            "UPDATE streams SET due_at = now() - interval '1 second', away_since = now() - interval '1 hour'"
        )

    async def ticked() -> bool:
        found = await queries.incident(tocsin.desk.store, second)
        return found is not None and (await _kinds(tocsin, second))["BotWasAway"] == 1

    await eventually(ticked, "the sound stream ticked")
    with psycopg.connect(database, autocommit=True) as admin:
        row = admin.execute("SELECT due_at > now() FROM streams WHERE id = %s", (first,)).fetchone()
    assert row == (True,)


async def _kinds(tocsin: app.Replica, stream: str) -> dict[str, int]:
    from collections import Counter

    from bot.store import timeline

    return Counter(type(fact.event).__name__ for fact in await timeline.read(tocsin.desk.store, stream))

"""Bad input at the Slack door: a short answer that says what to do, and nothing lost."""

from __future__ import annotations

import pytest

from bot import app
from bot.store import queries
from tests.slack_driver import GUS, JONAS, MIRA, Driver, eventually, shown

OLGA = "U0GONE0001"  # has left
BOT = "U0TOCSIN01"


def answer(seen: dict) -> str:
    """Everything the person was told, ephemeral or as the ack."""
    parts = [seen.get("text") or "", *(shown(m) if isinstance(m, dict) else m for m in seen["ephemeral"])]
    ack = seen.get("ack")
    return "\n".join([*parts, shown(ack) if isinstance(ack, dict) else ""])


async def here(people: Driver, text: str = "p1 backend 5xx on /pay") -> str:
    await people.type(MIRA, f"/incident declare {text}")
    channel = await people.incident_channel()
    await people.message(channel["id"], "backend 5xx")
    await people.post(f"people/{JONAS}/join", channel=channel["id"])
    return str(channel["id"])


async def test_what_cannot_be_understood_is_answered_with_what_to_write(tocsin: app.Replica, people: Driver):
    for text, words in [
        ("/incident declare p9 checkout is down", "P0, P1, P2, P3"),
        ("/incident decalre p1 checkout is down", "declare"),
        ("/incident declare p1 🔥🔥🔥", "what is broken"),
        ("/incident status", "/incident list"),
        ("/incident list nonsense", "smartcloudops"),
        ("/incident help declare", "--private"),
    ]:
        seen = await people.type(MIRA, text)
        assert seen["acked"], text
        assert words in answer(seen), (text, answer(seen))
    assert not [c for c in await people.channels() if c["name"].startswith("incident-smartcloudops-")]


async def test_ten_thousand_characters_and_injections_do_no_harm(tocsin: app.Replica, people: Driver):
    await people.type(
        MIRA, "/incident declare p1 <!channel> <!subteam^S0ONCALL01> backend 5xx " + "x" * 10_000
    )

    channel = await people.incident_channel()
    await people.message(channel["id"], "For your attention")
    for message in await people.messages(channel["id"]):
        assert "<!channel>" not in shown(message)
        assert "<!subteam^S0ONCALL01> backend" not in shown(message)


async def test_the_same_thing_declared_twice_is_offered_as_one(tocsin: app.Replica, people: Driver):
    channel = await here(people)

    seen = await people.type(JONAS, "/incident declare p1 backend 5xx for /pay")

    assert "Declare anyway" in answer(seen)
    assert len([c for c in await people.channels() if c["name"].startswith("incident-smartcloudops-")]) == 1
    assert await queries.by_channel(tocsin.desk.store, channel) is not None


async def test_smart_quotes_dashes_and_look_alikes_are_understood(tocsin: app.Replica, people: Driver):
    channel = await here(people, "ｐ１ backend 5xx “again” —drill")

    incident = await queries.by_channel(tocsin.desk.store, channel)
    assert incident is not None
    assert (incident.severity, incident.drill) == ("P1", True)


@pytest.mark.parametrize(("person", "why"), [(OLGA, "is not active"), (BOT, "app")])
async def test_a_role_for_someone_who_cannot_answer_does_not_last(
    tocsin: app.Replica, people: Driver, person: str, why: str
):
    channel = await here(people)

    seen = await people.type(MIRA, f"/incident role comms <@{person}>", channel)

    async def released() -> bool:
        incident = await queries.by_channel(tocsin.desk.store, channel)
        return incident is not None and "communications" not in incident.roles

    await eventually(released, f"{person} without a role")
    assert seen["acked"]


async def test_a_guest_changes_nothing(tocsin: app.Replica, people: Driver):
    channel = await here(people)
    await people.post(f"channels/{channel}/invite", users=[GUS])
    await people.type(MIRA, f"/incident role comms <@{GUS}>", channel)

    async def refused() -> bool:
        seen = await people.type(GUS, "/incident note hello", channel)
        return "Guests can read" in answer(seen)

    await eventually(refused, "a guest refused once they are known")


async def test_resolving_twice_and_submitting_after_the_end_are_told(tocsin: app.Replica, people: Driver):
    channel = await here(people)
    modal = (await people.type(JONAS, "/incident update", channel))["view"]
    await people.type(MIRA, "/incident resolve rolled back", channel)

    again = await people.type(MIRA, "/incident resolve rolled back", channel)
    late = await people.submit(JONAS, modal, {"known": {"known": "still bad"}})

    assert "resolved already" in answer(again)
    assert "resolved" in str(late)


async def test_a_command_with_the_database_away_is_told_within_three_seconds(
    tocsin: app.Replica, people: Driver, database: str
):
    channel = await here(people)
    import psycopg

    from tests.postgres import server

    name = database.rsplit("/", 1)[1].split("?")[0]
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        seen = await people.type(MIRA, "/incident note while it is away", channel)
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    assert seen["acked"]
    assert seen["seconds"] < 3
    assert "Nothing was changed" in answer(seen) or "try again" in answer(seen).lower()

    async def back() -> bool:
        return "✓" in answer(await people.type(MIRA, "/incident note it is back", channel))

    await eventually(back, "the database used again")

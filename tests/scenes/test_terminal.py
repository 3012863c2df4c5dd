"""The terminal: check, verify, rebuild and serve, each as its own process."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import psycopg

from bot import app
from bot.store import queries
from tests.serving import ROOT, environment, inherited
from tests.slack_driver import MIRA, Driver

SLACK = {
    "bot_token": "xoxb-x",
    "app_token": "xapp-x",
    "signing_secret": "s",
    "slack_api_url": "http://127.0.0.1:9/",
}


async def tocsin_(folder: Path, database: str, *words: str, **more: str) -> tuple[int, str]:
    """`tocsin WORDS`: its exit code and all it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=ROOT,
        env=inherited() | environment(SLACK, database, folder, **more),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def test_check_says_file_line_and_what_to_write(database: str, tmp_path: Path):
    code, printed = await tocsin_(tmp_path, database, "check")
    assert (code, printed) == (0, "The catalogue is in order.\n")

    broken = tmp_path / "catalog" / "shop"
    broken.mkdir(parents=True)
    (broken / "system.yaml").write_text("system: shop\nname: Shop\nseverities:\n  P1: {update every: soon}\n")
    code, printed = await tocsin_(tmp_path, database, "check", str(tmp_path / "catalog"))
    assert code == 1
    assert "system.yaml:4:" in printed


async def test_verify_finds_what_was_tampered_with_and_rebuild_mends_the_projection(
    tocsin: app.Replica, people: Driver, database: str, tmp_path: Path
):
    await people.type(MIRA, "/incident declare p1 backend 5xx on /pay")
    channel = await people.incident_channel()
    for text in ("note one", "note two", "sev p0"):
        await people.type(MIRA, f"/incident {text}", channel["id"])
    code, printed = await tocsin_(tmp_path, database, "verify")
    head = printed.split("head ")[1].split(",")[0]
    assert (code, "holds" in printed) == (0, True)

    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("UPDATE incidents SET severity = 'P3'")
        admin.execute("ALTER TABLE timeline DISABLE TRIGGER USER")
        admin.execute("DELETE FROM timeline WHERE seq = (SELECT max(seq) FROM timeline)")
    code, printed = await tocsin_(tmp_path, database, "verify", "INC-2026-001", "--head", head)
    assert code == 1
    assert "BROKEN" in printed

    incident = await queries.by_ref(tocsin.desk.store, "inc-2026-001")
    assert incident is not None
    code, printed = await tocsin_(tmp_path, database, "verify", "INC-9999-1")
    assert (code, printed) == (2, "tocsin: There is no incident or operation INC-9999-1.\n")


async def test_a_setting_that_cannot_be_read_and_a_database_that_is_not_there_are_one_line(tmp_path: Path):
    code, printed = await tocsin_(tmp_path, "postgresql://127.0.0.1:9/x", "serve", TOCSIN_CLOCK_SPEED="fast")
    assert code == 2
    assert "TOCSIN_CLOCK_SPEED" in printed
    assert "Traceback" not in printed

    code, printed = await tocsin_(tmp_path, "postgresql://127.0.0.1:9/x", "verify")
    assert code == 2
    assert "Traceback" not in printed
    assert "database" in printed.lower()


async def test_serving_without_tokens_or_on_a_taken_port_is_one_line(database: str, tmp_path: Path):
    code, printed = await tocsin_(tmp_path, database, "serve", SLACK_BOT_TOKEN="")
    assert code == 2
    assert "SLACK_BOT_TOKEN" in printed

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, printed = await tocsin_(tmp_path, database, "serve", TOCSIN_PORT=port)
    assert code == 2
    assert "TOCSIN_PORT" in printed
    assert "Traceback" not in printed
